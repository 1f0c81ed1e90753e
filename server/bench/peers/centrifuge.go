package main

import (
	"context"
	"net/http"

	"github.com/centrifugal/centrifuge"
)

// runCentrifuge serves the library's own protocol, which the load generator speaks: every client
// is subscribed to the channel by the server and publishes into it over the Redis broker.
func runCentrifuge(c config) error {
	node, err := centrifuge.New(centrifuge.Config{})
	if err != nil {
		return err
	}
	shard, err := centrifuge.NewRedisShard(node, centrifuge.RedisShardConfig{Address: c.redis})
	if err != nil {
		return err
	}
	broker, err := centrifuge.NewRedisBroker(node, centrifuge.RedisBrokerConfig{
		Shards: []*centrifuge.RedisShard{shard},
	})
	if err != nil {
		return err
	}
	node.SetBroker(broker)
	node.OnConnecting(func(context.Context, centrifuge.ConnectEvent) (centrifuge.ConnectReply, error) {
		return centrifuge.ConnectReply{
			Credentials:   &centrifuge.Credentials{},
			Subscriptions: map[string]centrifuge.SubscribeOptions{channel: {}},
		}, nil
	})
	node.OnConnect(func(client *centrifuge.Client) {
		client.OnPublish(func(_ centrifuge.PublishEvent, reply centrifuge.PublishCallback) {
			reply(centrifuge.PublishReply{}, nil)
		})
	})
	if err := node.Run(); err != nil {
		return err
	}
	return http.ListenAndServe(c.listen, centrifuge.NewWebsocketHandler(node, centrifuge.WebsocketConfig{}))
}
