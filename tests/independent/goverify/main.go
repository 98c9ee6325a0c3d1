// goverify verifies bundles of recorded history with code that is not ours: golang.org/x/mod/sumdb, as Debian packages it.
//
// It shares nothing with the library but the descriptions of the formats. With "bundles" it reads a folder a line from standard
// input and answers a line each, "ok" or "fail" and why; with "proofs" it prints every root and proof of a tree of n leaves.
package main

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8
const width = 1 << height

var strict = base64.StdEncoding.Strict()

func main() {
	key := flag.String("key", "", "verifier key of the log")
	witness := flag.String("witness", "", "verifier key of a witness who must have cosigned")
	held := flag.String("checkpoint", "", "a checkpoint that the auditor has kept")
	flag.Parse()
	switch flag.Arg(0) {
	case "bundles":
		lines := bufio.NewScanner(os.Stdin)
		for lines.Scan() {
			fmt.Println(answer(lines.Text(), *key, *witness, *held))
		}
	case "proofs":
		n, err := strconv.ParseInt(flag.Arg(1), 10, 64)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		printProofs(n)
	default:
		fmt.Fprintln(os.Stderr, "usage: goverify -key KEY [-witness KEY] [-checkpoint FILE] bundles < folders | goverify proofs N")
		os.Exit(2)
	}
}

// answer never panics without saying so.
func answer(folder, key, witness, held string) (said string) {
	defer func() {
		if surprise := recover(); surprise != nil {
			said = fmt.Sprint("CRASH ", surprise)
		}
	}()
	if err := verify(folder, key, witness, held); err != nil {
		return "fail " + strings.ReplaceAll(err.Error(), "\n", " ")
	}
	return "ok"
}

type bundle struct {
	folder    string
	there     map[string]bool
	read      map[string]bool
	published []byte
	tree      tlog.Tree
	origin    string
	verifiers note.Verifiers
	tips      map[string]int64
	names     map[string]bool
}

type about struct {
	About     map[string]string `json:"about"`
	Format    string            `json:"format"`
	Journal   string            `json:"journal"`
	Kind      string            `json:"kind"`
	Log       string            `json:"log"`
	Simulated bool              `json:"simulated"`
	Size      int64             `json:"size"`
}

func verify(folder, key, witness, held string) error {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return err
	}
	b := &bundle{folder: folder, verifiers: note.VerifierList(verifier), tips: map[string]int64{}, names: map[string]bool{}}
	if err := b.walk(); err != nil {
		return err
	}
	if err := b.sums(); err != nil {
		return err
	}
	if b.published, err = b.file("checkpoint"); err != nil {
		return err
	}
	if b.origin, b.tree, err = b.checkpoint(b.published, witness); err != nil {
		return err
	}
	if b.origin != verifier.Name() {
		return errors.New("the checkpoint is of another log than the key")
	}
	var told about
	data, err := b.file("bundle.json")
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&told); err != nil {
		return err
	}
	if told.Format != "al.bundle/1" || told.Log != b.origin || told.Size != b.tree.N {
		return errors.New("bundle.json is about something else")
	}
	switch told.Kind {
	case "whole":
		err = b.whole(held)
	case "excerpt":
		err = b.excerpt()
	default:
		err = errors.New("bundle.json is of an unknown kind")
	}
	if err != nil {
		return err
	}
	return b.around()
}

// walk notes which files there are.
func (b *bundle) walk() error {
	b.there, b.read = map[string]bool{}, map[string]bool{}
	return filepath.WalkDir(b.folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return nil
		}
		if !entry.Type().IsRegular() {
			return fmt.Errorf("%q is no plain file", path)
		}
		name, err := filepath.Rel(b.folder, path)
		b.there[name] = true
		return err
	})
}

// sums compares SHA256SUMS with what it should be, byte for byte.
func (b *bundle) sums() error {
	var names []string
	for name := range b.there {
		if name != "SHA256SUMS" {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	var wanted bytes.Buffer
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join(b.folder, name))
		if err != nil {
			return err
		}
		fmt.Fprintf(&wanted, "%x  %s\n", sha256.Sum256(data), name)
	}
	found, err := b.file("SHA256SUMS")
	if err != nil {
		return err
	}
	if !bytes.Equal(found, wanted.Bytes()) {
		return errors.New("SHA256SUMS does not fit the files")
	}
	return nil
}

func (b *bundle) file(name string) ([]byte, error) {
	b.read[name] = true
	return os.ReadFile(filepath.Join(b.folder, name))
}

// checkpoint opens a signed checkpoint; a witness is asked for where one is named.
func (b *bundle) checkpoint(data []byte, witness string) (string, tlog.Tree, error) {
	var tree tlog.Tree
	opened, err := note.Open(data, b.verifiers)
	if err != nil {
		return "", tree, err
	}
	if witness != "" {
		cosigner, err := newCosigner(witness)
		if err != nil {
			return "", tree, err
		}
		if _, err := note.Open(data, note.VerifierList(cosigner)); err != nil {
			return "", tree, fmt.Errorf("witness: %w", err)
		}
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[3] != "" {
		return "", tree, errors.New("the checkpoint has not three lines")
	}
	tree.N, err = strconv.ParseInt(lines[1], 10, 64)
	if err != nil || strconv.FormatInt(tree.N, 10) != lines[1] || tree.N < 0 {
		return "", tree, errors.New("the checkpoint has no size")
	}
	root, err := strict.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return "", tree, errors.New("the checkpoint has no root")
	}
	copy(tree.Hash[:], root)
	return lines[0], tree, nil
}

// tiles reads the tiles of a bundle for tlog.TileHashReader, which holds them against the root.
type tiles struct{ b *bundle }

func (t tiles) Height() int                                { return height }
func (t tiles) SaveTiles(tiles []tlog.Tile, data [][]byte) {}

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range wanted {
		data, err := t.b.file(fmt.Sprintf("tile/%d/%s", tile.L, place(tile.N, tile.W)))
		if err != nil {
			return nil, err
		}
		if len(data) != tile.W*tlog.HashSize {
			return nil, fmt.Errorf("the tile %v has %d bytes", tile, len(data))
		}
		found = append(found, data)
	}
	return found, nil
}

func place(n int64, w int) string {
	path := fmt.Sprintf("%03d", n%1000)
	for n >= 1000 {
		n /= 1000
		path = fmt.Sprintf("x%03d/%s", n%1000, path)
	}
	if w != width {
		path += fmt.Sprintf(".p/%d", w)
	}
	return path
}

// whole looks at every entry, its payload and its hash under the root, and at the checkpoint that the auditor has kept.
func (b *bundle) whole(held string) error {
	if b.tree.N == 0 {
		if b.tree.Hash != tlog.Hash(sha256.Sum256(nil)) {
			return errors.New("the root of nothing is another")
		}
	}
	reader := tlog.TileHashReader(b.tree, tiles{b})
	for first := int64(0); first < b.tree.N; first += width {
		count := b.tree.N - first
		if count > width {
			count = width
		}
		if err := b.tile(reader, first, int(count)); err != nil {
			return err
		}
	}
	if held == "" {
		return nil
	}
	data, err := os.ReadFile(held)
	if err != nil {
		return err
	}
	origin, old, err := b.checkpoint(data, "")
	if err != nil {
		return err
	}
	if origin != b.origin || old.N > b.tree.N {
		return errors.New("history has become shorter, or is another")
	}
	if old.N == 0 {
		return nil
	}
	proof, err := tlog.ProveTree(b.tree.N, old.N, reader)
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, b.tree.N, b.tree.Hash, old.N, old.Hash)
}

func (b *bundle) tile(reader tlog.HashReader, first int64, count int) error {
	name := place(first/width, count)
	data, err := b.file("tile/entries/" + name)
	if err != nil {
		return err
	}
	payloads, err := b.lines("payload/" + name)
	if err != nil {
		return err
	}
	if len(payloads) != count {
		return fmt.Errorf("payload/%s has %d lines", name, len(payloads))
	}
	indexes := make([]int64, count)
	for n := range indexes {
		indexes[n] = tlog.StoredHashIndex(0, first+int64(n))
	}
	hashes, err := reader.ReadHashes(indexes)
	if err != nil {
		return err
	}
	for n := 0; n < count; n++ {
		if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
			return fmt.Errorf("tile/entries/%s ends in an entry", name)
		}
		entry := data[2 : 2+int(binary.BigEndian.Uint16(data))]
		data = data[2+len(entry):]
		if tlog.RecordHash(entry) != hashes[n] {
			return fmt.Errorf("entry %d is not what was hashed", first+int64(n))
		}
		if err := b.entry(entry, payloads[n]); err != nil {
			return fmt.Errorf("entry %d: %w", first+int64(n), err)
		}
	}
	if len(data) != 0 {
		return fmt.Errorf("tile/entries/%s has more than its entries", name)
	}
	return nil
}

type leaf struct {
	Log     string `json:"log"`
	Name    string `json:"name"`
	State   string `json:"state"`
	Stream  string `json:"stream"`
	V       string `json:"v"`
	Version string `json:"version"`
}

// entry compares an entry with its payload and with what went before in its stream.
func (b *bundle) entry(entry, line []byte) error {
	var told leaf
	if err := json.Unmarshal(entry, &told); err != nil {
		return err
	}
	var again bytes.Buffer
	encoder := json.NewEncoder(&again)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(told); err != nil {
		return err
	}
	if !bytes.Equal(bytes.TrimSuffix(again.Bytes(), []byte("\n")), entry) || told.Log != b.origin || told.V != "al.leaf/1" {
		return errors.New("it is not written as it should be")
	}
	payload := line
	if len(line) > 1 && line[0] == '"' {
		decoded, err := strict.DecodeString(string(line[1 : len(line)-1]))
		if err != nil {
			return err
		}
		payload = decoded
	}
	digest := sha256.Sum256(payload)
	if told.State != "sha256:"+hex.EncodeToString(digest[:]) {
		return errors.New("its payload is not what was hashed")
	}
	version, err := strconv.ParseInt(told.Version, 10, 64)
	if err != nil || version != b.tips[told.Stream]+1 {
		return errors.New("its version does not follow the one before")
	}
	b.tips[told.Stream] = version
	b.names[told.Name] = true
	return nil
}

func (b *bundle) lines(name string) ([][]byte, error) {
	data, err := b.file(name)
	if err != nil || len(data) == 0 {
		return nil, err
	}
	if data[len(data)-1] != '\n' {
		return nil, fmt.Errorf("the last line of %s has no end", name)
	}
	return bytes.Split(data[:len(data)-1], []byte("\n")), nil
}

// excerpt looks at some entries, each with its own proof.
func (b *bundle) excerpt() error {
	entries, err := b.lines("excerpt/entries.jsonl")
	if err != nil {
		return err
	}
	payloads, err := b.lines("excerpt/payloads.jsonl")
	if err != nil {
		return err
	}
	var proofs []string
	for name := range b.there {
		if strings.HasSuffix(name, ".tlog-proof") {
			proofs = append(proofs, name)
		}
	}
	sort.Strings(proofs)
	if len(entries) != len(payloads) || len(entries) != len(proofs) {
		return errors.New("entries, payloads and proofs are not as many")
	}
	for n, name := range proofs {
		numbers, hashes, err := b.proof(name, "c2sp.org/tlog-proof@v1", "index ")
		if err != nil {
			return err
		}
		if name != fmt.Sprintf("excerpt/%012d.tlog-proof", numbers) {
			return fmt.Errorf("%s is the proof of another entry", name)
		}
		if err := tlog.CheckRecord(hashes, b.tree.N, b.tree.Hash, numbers, tlog.RecordHash(entries[n])); err != nil {
			return err
		}
		if err := b.entry(entries[n], payloads[n]); err != nil {
			return err
		}
	}
	return nil
}

// proof reads a file of lines above the bundle's own checkpoint: perhaps a first one, a word with a number, and hashes.
func (b *bundle) proof(name, first, word string) (int64, []tlog.Hash, error) {
	data, err := b.file(name)
	if err != nil {
		return 0, nil, err
	}
	above, below, found := bytes.Cut(data, []byte("\n\n"))
	lines := strings.Split(string(above), "\n")
	if first != "" {
		if lines[0] != first || len(lines) < 2 {
			return 0, nil, fmt.Errorf("%s does not begin as it should", name)
		}
		lines = lines[1:]
	}
	if !found || !bytes.Equal(below, b.published) || !strings.HasPrefix(lines[0], word) {
		return 0, nil, fmt.Errorf("%s is not of the right shape", name)
	}
	number, err := strconv.ParseInt(strings.TrimPrefix(lines[0], word), 10, 64)
	if err != nil {
		return 0, nil, err
	}
	var hashes []tlog.Hash
	for _, line := range lines[1:] {
		data, err := strict.DecodeString(line)
		if err != nil || len(data) != tlog.HashSize {
			return 0, nil, fmt.Errorf("%s has a line that is no hash", name)
		}
		var hash tlog.Hash
		copy(hash[:], data)
		hashes = append(hashes, hash)
	}
	return number, hashes, nil
}

// around looks at the earlier checkpoints, and for files that nothing needs.
func (b *bundle) around() error {
	for name := range b.there {
		parts := strings.Split(name, "/")
		if len(parts) == 3 && parts[0] == "earlier" && parts[2] == "checkpoint" {
			if err := b.earlier(parts[1]); err != nil {
				return err
			}
		}
		if len(parts) == 2 && parts[0] == "schemas" && b.names[strings.TrimSuffix(parts[1], ".json")] {
			b.read[name] = true
		}
	}
	b.read["README.md"] = true
	for name := range b.there {
		if !b.read[name] {
			return fmt.Errorf("%s does not belong here", name)
		}
	}
	return nil
}

func (b *bundle) earlier(size string) error {
	data, err := b.file("earlier/" + size + "/checkpoint")
	if err != nil {
		return err
	}
	origin, old, err := b.checkpoint(data, "")
	if err != nil {
		return err
	}
	if origin != b.origin || strconv.FormatInt(old.N, 10) != size {
		return errors.New("an earlier checkpoint is not where it belongs")
	}
	number, hashes, err := b.proof("earlier/"+size+"/consistency", "", "old ")
	if err != nil {
		return err
	}
	if number != old.N {
		return errors.New("a consistency proof is about another size")
	}
	if old.N == 0 {
		if len(hashes) != 0 || old.Hash != tlog.Hash(sha256.Sum256(nil)) {
			return errors.New("growing out of nothing needs no proof")
		}
		return nil
	}
	return tlog.CheckTree(hashes, b.tree.N, b.tree.Hash, old.N, old.Hash)
}

// cosigner verifies what witnesses sign: the note, and the time at which they saw it.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func newCosigner(text string) (*cosigner, error) {
	parts := strings.SplitN(text, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("no key")
	}
	hash, err := strconv.ParseUint(parts[1], 16, 32)
	if err != nil {
		return nil, err
	}
	key, err := strict.DecodeString(parts[2])
	if err != nil || len(key) != 33 || key[0] != 4 {
		return nil, errors.New("no key of a witness")
	}
	return &cosigner{parts[0], uint32(hash), key[1:]}, nil
}

func (c *cosigner) Name() string    { return c.name }
func (c *cosigner) KeyHash() uint32 { return c.hash }
func (c *cosigner) Verify(message, signature []byte) bool {
	if len(signature) != 72 {
		return false
	}
	seconds := binary.BigEndian.Uint64(signature)
	signed := append([]byte(fmt.Sprintf("cosignature/v1\ntime %d\n", seconds)), message...)
	return ed25519.Verify(c.key, signed, signature[8:])
}

// printProofs prints the root of every tree of up to n leaves, called "leaf 0" and so on, and every proof in it.
func printProofs(n int64) {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var found []tlog.Hash
		for _, index := range indexes {
			found = append(found, stored[index])
		}
		return found, nil
	})
	for size := int64(1); size <= n; size++ {
		hashes, err := tlog.StoredHashes(size-1, []byte(fmt.Sprintf("leaf %d", size-1)), reader)
		check(err)
		stored = append(stored, hashes...)
		root, err := tlog.TreeHash(size, reader)
		check(err)
		fmt.Printf("root %d %x\n", size, root[:])
		for index := int64(0); index < size; index++ {
			proof, err := tlog.ProveRecord(size, index, reader)
			check(err)
			fmt.Printf("record %d %d%s\n", size, index, inHex(proof))
		}
		for old := int64(1); old <= size; old++ {
			proof, err := tlog.ProveTree(size, old, reader)
			check(err)
			fmt.Printf("tree %d %d%s\n", size, old, inHex(proof))
		}
	}
}

func inHex(hashes []tlog.Hash) string {
	var text strings.Builder
	for _, hash := range hashes {
		fmt.Fprintf(&text, " %x", hash[:])
	}
	return text.String()
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
