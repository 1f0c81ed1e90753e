// Package chaos holds the test of what the chat promises: a message that was acknowledged is seen exactly once, in one
// order, by everybody who is there or comes back, whatever happens to the instances, to Redis and to the lines between.
//
// Three server processes on a real Redis serve clients that number their messages, while one fault after another is
// injected. After each of them every client's log is compared with what was acknowledged and with the others' logs.
//
//	go test ./server/chaos                        each fault once, with a few clients; part of make test
//	make chaos                                    each fault with 200 clients
//	make chaos CHAOS=30m                          again and again, in random order, for so long
//	EVENTWIRE_CHAOS_SEED=7 make chaos             the same choices as in the run that printed this seed
//
// The client of this package is deliberately strict: it takes every frame as it comes and forgives no repetition. Only where
// Redis has lost its data may messages be missing that Redis no longer has, at clients that were told of the gap; and where
// an instance was killed besides, a message whose ack was lost may come again under the same id.
package chaos
