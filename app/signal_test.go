package main

import (
	"errors"
	"net"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// TestASecondSignalEndsTheService sends one while a request, the rest of which never comes, keeps the service from ending.
func TestASecondSignalEndsTheService(t *testing.T) {
	onBoth(t, func(t *testing.T, p process) {
		p.run("db", "upgrade")
		base, command, _ := p.start()
		address := strings.TrimPrefix(base, "http://")
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		head := "POST /users HTTP/1.1\r\nHost: app\r\nContent-Type: application/json\r\nContent-Length: 99\r\nExpect: 100-continue\r\n\r\n"
		if _, err := conn.Write([]byte(head)); err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Read(make([]byte, 1)); err != nil { // the handler asks for the rest
			t.Fatal(err)
		}
		signal := func() {
			t.Helper()
			if err := command.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
		}
		signal()
		eventually(t, "the service takes no more requests", func() bool {
			another, err := net.Dial("tcp", address)
			if err == nil {
				another.Close()
			}
			return err != nil
		})
		signal()
		var ended *exec.ExitError
		err = command.Wait()
		if !errors.As(err, &ended) || !ended.Sys().(syscall.WaitStatus).Signaled() {
			t.Errorf("serve ends with %v, and not by the signal", err)
		}
	})
}
