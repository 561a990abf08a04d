// Value and derivative of a formula at a point: go run client.go "x**2 / log(x)" 2
// GRADD_URL: the server; GRADD_TOKEN: a token, where it asks for one.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"time"
)

type Tensor struct {
	Dtype string          `json:"dtype"`
	Shape []int           `json:"shape"`
	Data  json.RawMessage `json:"data"` // nested numbers; NaN and infinities are strings
}

type Answer struct {
	Outputs   map[string]json.RawMessage `json:"outputs"` // tensors, or numbers and the like
	Gradients map[string]*Tensor         `json:"gradients"`
}

// Problem is what the server holds against a request.
type Problem struct {
	Status int    `json:"status"`
	Detail string `json:"detail"`
	Errors []struct {
		Code    string `json:"code"`
		Message string `json:"message"`
		Hint    string `json:"hint"`
	} `json:"errors"`
}

func (p *Problem) Error() string { return p.Detail }

var client = http.Client{Timeout: 30 * time.Second}

func evaluate(url string, question map[string]any) (*Answer, error) {
	body, err := json.Marshal(question)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequest("POST", url+"/v1/evaluate", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	if token := os.Getenv("GRADD_TOKEN"); token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	reply, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer reply.Body.Close()
	decoder := json.NewDecoder(reply.Body)
	if reply.StatusCode != http.StatusOK {
		problem := &Problem{Detail: reply.Status}
		if err := decoder.Decode(problem); err != nil {
			return nil, err
		}
		return nil, problem
	}
	answer := &Answer{}
	return answer, decoder.Decode(answer)
}

// text is the numbers of a tensor; what is no tensor is itself.
func text(value json.RawMessage) string {
	var tensor Tensor
	if json.Unmarshal(value, &tensor) == nil {
		return string(tensor.Data)
	}
	return string(value)
}

func argument(i int, otherwise string) string {
	if i < len(os.Args) {
		return os.Args[i]
	}
	return otherwise
}

func main() {
	url := os.Getenv("GRADD_URL")
	if url == "" {
		url = "http://127.0.0.1:8080"
	}
	x, err := strconv.ParseFloat(argument(2, "2"), 64)
	var answer *Answer
	if err == nil {
		answer, err = evaluate(url, map[string]any{
			"expr":   argument(1, "(sin(x) + x**2) / log(x)"),
			"inputs": map[string]any{"x": x},
		})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "error   ", err)
		if problem, ok := err.(*Problem); ok && len(problem.Errors) > 0 {
			fmt.Fprintln(os.Stderr, "hint    ", problem.Errors[0].Hint)
		}
		os.Exit(1)
	}
	fmt.Println("value   ", text(answer.Outputs["out"]))
	if gradient := answer.Gradients["x"]; gradient != nil {
		fmt.Println("gradient", string(gradient.Data))
	} else {
		fmt.Println("gradient none")
	}
}
