package cli

import "github.com/urfave/cli/v2"

// apart takes short flags that stand together apart: -vr START:END is -v -r START:END. All but the last must need no value. What
// is no such word stays as it is.
func apart(word string, known []cli.Flag) []string {
	if len(word) < 3 || word[1] == '-' || find(known, word[1:]) != nil {
		return []string{word}
	}
	var list []string
	for i, letter := range word[1:] {
		f := find(known, string(letter))
		if f == nil {
			return []string{word}
		}
		if _, isBool := f.(*cli.BoolFlag); !isBool && i < len(word)-2 {
			return []string{word}
		}
		list = append(list, "-"+string(letter))
	}
	return list
}
