package chaos

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"eventwire/server/internal/redistest"
)

// fault is something that goes wrong, and is over when inject returns, but for what has to recover.
type fault struct {
	name        string
	losesMemory bool // an instance forgets as well, and clients may be given again what they have, under the same id
	losesData   bool // Redis forgets: clients have to be told of the gap, and only then may messages be missing
	inject      func(c *cluster, random *rand.Rand) error
}

// while is how long a fault lasts that is switched on and off.
const while = 1500 * time.Millisecond

func faults() []fault {
	list := []fault{
		{name: "none", inject: func(*cluster, *rand.Rand) error {
			time.Sleep(while)
			return nil
		}},
		{name: "an instance is killed (-9)", inject: func(c *cluster, random *rand.Rand) error {
			n := c.any(random)
			n.kill()
			time.Sleep(while / 2)
			n.start()
			n.awaitReady()
			return nil
		}},
		{name: "rolling restart (TERM)", inject: func(c *cluster, _ *rand.Rand) error {
			var problems []error
			for _, n := range c.nodes {
				problems = append(problems, n.terminate())
				n.start()
				n.awaitReady()
			}
			return errors.Join(problems...)
		}},
		{name: "Redis restarts with its data", inject: func(c *cluster, _ *rand.Rand) error {
			c.redis.Restart()
			c.awaitReady()
			return nil
		}},
		{name: "Redis restarts without its data", losesData: true, inject: func(c *cluster, _ *rand.Rand) error {
			err := c.restartEmpty()
			c.awaitReady()
			return err
		}},
		{name: "everything at once", inject: func(c *cluster, random *rand.Rand) error {
			return c.mayhem(random, c.redis.Restart)
		}},
		{name: "everything at once, and Redis loses its data", losesData: true, losesMemory: true, inject: func(c *cluster, random *rand.Rand) error {
			var err error
			return errors.Join(c.mayhem(random, func() { err = c.restartEmpty() }), err)
		}},
		{name: "clients change to an instance that lags", inject: func(c *cluster, random *rand.Rand) error {
			behind := c.any(random)
			behind.toRedis.Delay(400 * time.Millisecond)
			for range 6 {
				time.Sleep(while / 6)
				for _, n := range c.nodes {
					n.front.Cut()
				}
			}
			behind.toRedis.Delay(0)
			c.awaitReady()
			return nil
		}},
		{name: "Redis is paused", inject: func(c *cluster, _ *rand.Rand) error {
			c.redis.Pause()
			time.Sleep(2 * while) // longer than an event may wait
			c.redis.Resume()
			c.awaitReady()
			return nil
		}},
	}
	for where, proxy := range map[string]func(*node) *redistest.Proxy{
		"an instance's lines to Redis are":   func(n *node) *redistest.Proxy { return n.toRedis },
		"an instance's lines to clients are": func(n *node) *redistest.Proxy { return n.front },
	} {
		for what, hurt := range map[string]func(*redistest.Proxy){
			"cut again and again": func(p *redistest.Proxy) {
				for range 6 {
					p.Cut()
					time.Sleep(while / 6)
				}
			},
			"delayed": func(p *redistest.Proxy) {
				p.Delay(150 * time.Millisecond)
				time.Sleep(while)
				p.Delay(0)
			},
			"stalled": func(p *redistest.Proxy) {
				p.Stall(true)
				time.Sleep(while)
				p.Stall(false)
			},
			"half-closed": func(p *redistest.Proxy) {
				p.HalfClose()
				time.Sleep(while / 2)
			},
		} {
			list = append(list, fault{name: where + " " + what, inject: func(c *cluster, random *rand.Rand) error {
				hurt(proxy(c.any(random)))
				c.awaitReady()
				return nil
			}})
		}
	}
	return list
}

// restartEmpty restarts Redis without what it had.
func (c *cluster) restartEmpty() error {
	c.redis.Kill()
	err := os.RemoveAll(filepath.Join(c.redis.Directory(), "appendonlydir"))
	c.redis.Start()
	return err
}

// mayhem has each instance suffer something else while Redis is paused and restarted and all clients lose their lines.
func (c *cluster) mayhem(random *rand.Rand, restart func()) error {
	order := random.Perm(len(c.nodes))
	dies, lags, loses := c.nodes[order[0]], c.nodes[order[1]], c.nodes[order[2]]
	lags.toRedis.Delay(200 * time.Millisecond)
	loses.toRedis.CutNextReplies(3)
	c.redis.Pause()
	time.Sleep(while / 3)
	dies.kill()
	c.redis.Resume()
	for _, n := range c.nodes {
		n.front.CutNextReplies(2)
	}
	time.Sleep(time.Duration(random.Int64N(int64(while / 3))))
	restart()
	dies.start()
	for _, n := range c.nodes {
		n.front.Cut()
	}
	time.Sleep(while / 3)
	loses.toRedis.HalfClose()
	lags.toRedis.Delay(0)
	c.awaitReady()
	return nil
}

// any gives one of the instances.
func (c *cluster) any(random *rand.Rand) *node { return c.nodes[random.IntN(len(c.nodes))] }

func (c *cluster) awaitReady() {
	for _, n := range c.nodes {
		n.awaitReady()
	}
}
