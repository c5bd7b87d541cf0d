// argolint lints files with Argo's own code, offline and strictly. Exit code 1: the linter has something to say; 2: it could not run.
package main

import (
	"fmt"
	"os"

	"github.com/argoproj/argo-workflows/v3/cmd/argo/lint"
	"github.com/argoproj/argo-workflows/v3/pkg/apiclient"
)

func main() {
	files := os.Args[1:]
	ctx, client, err := apiclient.NewClientFromOpts(apiclient.Opts{Offline: true, OfflineFiles: files})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	kinds := []string{"workflows", "workflowtemplates", "cronworkflows", "clusterworkflowtemplates"}
	options := lint.LintOptions{Files: files, Strict: true, DefaultNamespace: "default", Printer: os.Stdout}
	if err := lint.RunLint(ctx, client, kinds, "simple", true, options); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}
