// The same as bench/tree_append.cc with Debian's golang-golang-x-mod-dev (sumdb/tlog), its hashes
// kept in memory.
package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"strconv"
	"syscall"

	"golang.org/x/mod/sumdb/tlog"
)

func nanosecondsPerLeaf(leaves int64, hashesOf func(int64, tlog.HashReader) ([]tlog.Hash, error)) float64 {
	stored := make([]tlog.Hash, 0, 2*leaves)
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		for place, index := range indexes {
			hashes[place] = stored[index]
		}
		return hashes, nil
	})
	begin := processorNanoseconds()
	for leaf := int64(0); leaf < leaves; leaf++ {
		hashes, err := hashesOf(leaf, reader)
		if err != nil {
			panic(err)
		}
		stored = append(stored, hashes...)
	}
	return float64(processorNanoseconds()-begin) / float64(leaves)
}

func processorNanoseconds() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}

func main() {
	leaves, err := strconv.ParseInt(os.Args[1], 10, 64)
	if err != nil {
		panic(err)
	}
	record := make([]byte, 320)
	fmt.Println("record", nanosecondsPerLeaf(leaves, func(leaf int64, reader tlog.HashReader) ([]tlog.Hash, error) {
		binary.LittleEndian.PutUint64(record, uint64(leaf))
		return tlog.StoredHashes(leaf, record, reader)
	}))
	fmt.Println("append", nanosecondsPerLeaf(leaves, func(leaf int64, reader tlog.HashReader) ([]tlog.Hash, error) {
		return tlog.StoredHashesForRecordHash(leaf, tlog.Hash{byte(leaf)}, reader)
	}))
}
