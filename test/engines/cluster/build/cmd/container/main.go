// container runs commands that die with whoever started them.
//
//	container guard PARENT COMMAND…   becomes the command.
//	container run PARENT SPEC.json    runs it as in a container: its own processes, /tmp and files over this machine's. SIGTERM goes to the
//	                                  command, SIGKILL ends all of it. Exit code: the command's; 128 + signal; 125: no container could be made.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// Spec says what runs, and what of this machine it sees.
type Spec struct {
	// Folder is this machine's, and the container's own while it runs.
	Folder string
	// ReadOnly makes everything but the mounts read-only.
	ReadOnly bool
	// Mounts are put in place in this order.
	Mounts []Mount
	// Outputs are kept when the command has ended: files inside, as the names they get in Folder.
	Outputs []Output
	// WorkingFolder is inside.
	WorkingFolder string
	Environment   []string
	Command       []string
}

// Mount shows a file or folder of this machine.
type Mount struct {
	From, At string
	ReadOnly bool
}

// Output is a file that is kept.
type Output struct{ At, Name string }

const notMade = 125

func main() {
	// The kernel looks at the thread that started a process, not at its process.
	runtime.LockOSThread()
	mode, rest := os.Args[1], os.Args[2:]
	switch mode {
	case "guard":
		dieWith(rest[0])
		path, err := exec.LookPath(rest[1])
		must("find", err)
		must("start", syscall.Exec(path, rest[1:], os.Environ()))
	case "run":
		dieWith(rest[0])
		os.Exit(run(rest[1]))
	case "inside":
		os.Exit(inside(rest[0]))
	}
}

func dieWith(parent string) {
	must("prctl", unix.Prctl(unix.PR_SET_PDEATHSIG, uintptr(unix.SIGKILL), 0, 0, 0))
	if strconv.Itoa(os.Getppid()) != parent {
		os.Exit(notMade) // It has died already.
	}
}

func run(spec string) int {
	child := exec.Command("/proc/self/exe", "inside", spec)
	child.Stdin, child.Stdout, child.Stderr = nil, os.Stdout, os.Stderr
	child.Env = []string{}
	child.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: unix.CLONE_NEWNS | unix.CLONE_NEWPID | unix.CLONE_NEWIPC,
		Pdeathsig:  syscall.SIGKILL,
	}
	if os.Getuid() != 0 {
		child.SysProcAttr.Cloneflags |= unix.CLONE_NEWUSER
		child.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		child.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	return codeOf(runWithSignals(child))
}

// inside is the container's first process: a command that were it would ignore SIGTERM.
func inside(path string) int {
	text, err := os.ReadFile(path)
	must("read", err)
	var spec Spec
	must("parse", json.Unmarshal(text, &spec))
	kept, err := os.Open(spec.Folder)
	must("open", err)
	enter(spec)
	command := exec.Command(find(spec.Command[0], spec.Environment), spec.Command[1:]...)
	command.Args = spec.Command
	command.Env, command.Dir = spec.Environment, spec.WorkingFolder
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	code := codeOf(runWithSignals(command))
	for _, output := range spec.Outputs {
		keep(kept, output)
	}
	return code
}

func enter(spec Spec) {
	root := filepath.Join(spec.Folder, "root")
	must("private", unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""))
	must("mkdir", os.MkdirAll(root, 0o755))
	must("tmpfs", unix.Mount("tmpfs", root, "tmpfs", 0, "mode=755"))
	merged := filepath.Join(root, "merged")
	must("mkdir", os.Mkdir(merged, 0o755))
	must("root", unix.Mount("tmpfs", merged, "tmpfs", 0, "mode=755"))
	entries, err := os.ReadDir("/")
	must("list", err)
	for _, entry := range entries {
		show(entry, root, merged)
	}
	must("proc", unix.Mount("proc", merged+"/proc", "proc", 0, ""))
	must("sys", unix.Mount("/sys", merged+"/sys", "", unix.MS_BIND|unix.MS_REC, ""))
	showDevices(merged + "/dev")
	for name := range own {
		must(name, unix.Mount("tmpfs", filepath.Join(merged, name), "tmpfs", 0, "mode=1777"))
	}
	for _, mount := range spec.Mounts {
		bind(mount, merged+mount.At)
	}
	if spec.ReadOnly {
		for _, entry := range entries {
			name := "/" + entry.Name()
			if entry.IsDir() && !kernels[entry.Name()] && !mountsAt(spec.Mounts, name) {
				must("read-only", unix.Mount("", merged+name, "", unix.MS_REMOUNT|unix.MS_BIND|unix.MS_RDONLY, ""))
			}
		}
		must("read-only", unix.Mount("", merged, "", unix.MS_REMOUNT|unix.MS_BIND|unix.MS_RDONLY, ""))
	}
	must("chroot", unix.Chroot(merged))
	must("chdir", os.Chdir("/"))
}

// showDevices makes a folder of the container's own, for mounts in it, with this machine's devices.
func showDevices(dev string) {
	must("dev", unix.Mount("tmpfs", dev, "tmpfs", 0, "mode=755"))
	entries, err := os.ReadDir("/dev")
	must("list", err)
	for _, entry := range entries {
		name := "/dev/" + entry.Name()
		at := filepath.Join(dev, entry.Name())
		switch {
		case entry.Type()&os.ModeSymlink != 0:
			target, err := os.Readlink(name)
			must("link", err)
			must("link", os.Symlink(target, at))
			continue
		case entry.IsDir():
			must("mkdir", os.Mkdir(at, 0o755))
		default:
			file, err := os.OpenFile(at, os.O_CREATE, 0o644)
			must("device", err)
			file.Close()
		}
		must(name, unix.Mount(name, at, "", unix.MS_BIND|unix.MS_REC, ""))
	}
}

// show lays a folder of this machine under the container's; one overlay of "/" would need the rights of root.
func show(entry os.DirEntry, root, merged string) {
	name := entry.Name()
	at := filepath.Join(merged, name)
	switch {
	case entry.Type()&os.ModeSymlink != 0:
		target, err := os.Readlink("/" + name)
		must("link", err)
		must("link", os.Symlink(target, at))
	case entry.IsDir():
		must("mkdir", os.Mkdir(at, 0o755))
		if kernels[name] || own[name] {
			return
		}
		upper, work := filepath.Join(root, name+".upper"), filepath.Join(root, name+".work")
		must("mkdir", os.Mkdir(upper, 0o755))
		must("mkdir", os.Mkdir(work, 0o755))
		options := fmt.Sprintf("lowerdir=/%s,upperdir=%s,workdir=%s", name, upper, work)
		if unix.Mount("overlay", at, "overlay", 0, options) == nil || unix.Mount("overlay", at, "overlay", 0, options+",userxattr") == nil {
			return
		}
		must("bind /"+name, unix.Mount("/"+name, at, "", unix.MS_BIND|unix.MS_REC, ""))
	}
}

var (
	kernels = map[string]bool{"proc": true, "dev": true, "sys": true}
	own     = map[string]bool{"tmp": true, "run": true}
)

func mountsAt(mounts []Mount, path string) bool {
	for _, mount := range mounts {
		if filepath.Clean(mount.At) == path {
			return true
		}
	}
	return false
}

func bind(mount Mount, at string) {
	info, err := os.Stat(mount.From)
	must("mount", err)
	if info.IsDir() {
		must("mount", os.MkdirAll(at, 0o755))
	} else {
		must("mount", os.MkdirAll(filepath.Dir(at), 0o755))
		file, err := os.OpenFile(at, os.O_CREATE, 0o644)
		must("mount", err)
		file.Close()
	}
	must("mount "+mount.At, unix.Mount(mount.From, at, "", unix.MS_BIND, ""))
	if mount.ReadOnly {
		must("mount "+mount.At, unix.Mount("", at, "", unix.MS_REMOUNT|unix.MS_BIND|unix.MS_RDONLY, ""))
	}
}

// find looks for a program where the command would, not where this process would.
func find(name string, environment []string) string {
	if strings.Contains(name, "/") {
		return name
	}
	for _, variable := range environment {
		path, isPath := strings.CutPrefix(variable, "PATH=")
		if !isPath {
			continue
		}
		for _, folder := range filepath.SplitList(path) {
			candidate := filepath.Join(folder, name)
			if info, err := os.Stat(candidate); err == nil && !info.IsDir() && info.Mode()&0o111 != 0 {
				return candidate
			}
		}
	}
	return name
}

func keep(folder *os.File, output Output) {
	from, err := os.Open(output.At)
	if err != nil {
		return // It was not written: whoever asks for it finds nothing.
	}
	defer from.Close()
	handle, err := unix.Openat(int(folder.Fd()), output.Name, unix.O_CREAT|unix.O_WRONLY|unix.O_TRUNC|unix.O_CLOEXEC, 0o644)
	must("keep", err)
	to := os.NewFile(uintptr(handle), output.Name)
	defer to.Close()
	_, err = io.Copy(to, from)
	must("keep", err)
}

func runWithSignals(command *exec.Cmd) error {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	if err := command.Start(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return errors.Join(errNotStarted, err)
	}
	go func() {
		for one := range signals {
			command.Process.Signal(one)
		}
	}()
	return command.Wait()
}

var errNotStarted = errors.New("not started")

// codeOf says how a command ended as a shell would: 127 where it could not be started.
func codeOf(err error) int {
	var ended *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &ended):
		status := ended.Sys().(syscall.WaitStatus)
		if status.Signaled() {
			return 128 + int(status.Signal())
		}
		return status.ExitStatus()
	default:
		return 127
	}
}

func must(what string, err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "container: %s: %v\n", what, err)
		os.Exit(notMade)
	}
}
