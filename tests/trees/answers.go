// The same as tests/tree_answers.cc says, from Debian's golang-golang-x-mod-dev (sumdb/tlog).
package main

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func shown(proof []tlog.Hash) string {
	var parts []string
	for _, hash := range proof {
		parts = append(parts, hex.EncodeToString(hash[:]))
	}
	return strings.Join(parts, ",")
}

func answer(seed, size, index, oldSize int64) string {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var hashes []tlog.Hash
		for _, place := range indexes {
			hashes = append(hashes, stored[place])
		}
		return hashes, nil
	})
	for leaf := int64(0); leaf < size; leaf++ {
		hashes, err := tlog.StoredHashes(leaf, []byte(fmt.Sprintf("%d:%d", seed, leaf)), reader)
		must(err)
		stored = append(stored, hashes...)
	}
	root, err := tlog.TreeHash(size, reader)
	must(err)
	inclusion, err := tlog.ProveRecord(size, index, reader)
	must(err)
	consistency, err := tlog.ProveTree(size, oldSize, reader)
	must(err)
	return shown([]tlog.Hash{root}) + " " + shown(inclusion) + " " + shown(consistency)
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for lines.Scan() {
		var seed, size, index, oldSize int64
		_, err := fmt.Sscan(lines.Text(), &seed, &size, &index, &oldSize)
		must(err)
		fmt.Fprintln(out, answer(seed, size, index, oldSize))
	}
}
