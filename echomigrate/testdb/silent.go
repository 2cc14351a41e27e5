package testdb

import (
	"net"
	"testing"
)

// SilentServer is the address of a server that takes connections and says nothing.
func SilentServer(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			defer conn.Close()
		}
	}()
	return "postgres://ann@" + listener.Addr().String() + "/shop?sslmode=disable"
}
