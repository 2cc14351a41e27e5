package runner

import (
	"os"
	"os/user"
	"runtime/debug"
	"sync"
)

// What the history says of a run's origin; it does not change while the program runs.
var (
	account = sync.OnceValue(func() string {
		if u, err := user.Current(); err == nil {
			return u.Username
		}
		return os.Getenv("USER")
	})

	host = sync.OnceValue(func() string {
		name, err := os.Hostname()
		if err != nil {
			return ""
		}
		return name
	})

	build = sync.OnceValue(func() string {
		info, ok := debug.ReadBuildInfo()
		if !ok {
			return ""
		}
		return commit(info.Settings)
	})
)

// commit is the commit of a build, with "+dirty" behind it when files were changed since.
func commit(settings []debug.BuildSetting) string {
	var id, dirty string
	for _, s := range settings {
		switch {
		case s.Key == "vcs.revision":
			id = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = "+dirty"
		}
	}
	if id == "" {
		return ""
	}
	return id + dirty
}
