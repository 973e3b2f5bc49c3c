// The program without an SDK: the same calls with net/http and encoding/json.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

type session struct {
	Secret string `json:"secret"`
}

type user struct {
	Name  string         `json:"name"`
	Prefs map[string]any `json:"prefs"`
}

type logs struct {
	Total int `json:"total"`
}

var client = &http.Client{Timeout: 30 * time.Second}

func main() {
	if len(os.Args) < 4 {
		return
	}
	endpoint, email, password := os.Args[1], os.Args[2], os.Args[3]
	var signedIn session
	err := call(http.MethodPost, endpoint+"/account/sessions/email", "", map[string]any{"email": email, "password": password}, &signedIn)
	var me user
	if err == nil {
		err = call(http.MethodGet, endpoint+"/account", signedIn.Secret, nil, &me)
	}
	if err == nil {
		err = call(http.MethodPatch, endpoint+"/account/prefs", signedIn.Secret, map[string]any{"prefs": map[string]any{"seen": true}}, &me)
	}
	var page logs
	if err == nil {
		err = call(http.MethodGet, endpoint+"/account/logs", signedIn.Secret, nil, &page)
	}
	fmt.Println(me.Name, page.Total, err)
}

func call(method, url, session string, params, result any) error {
	var body io.Reader
	if params != nil {
		data, err := json.Marshal(params)
		if err != nil {
			return err
		}
		body = bytes.NewReader(data)
	}
	req, err := http.NewRequest(method, url, body)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Appwrite-Project", "benchmark")
	if session != "" {
		req.Header.Set("X-Appwrite-Session", session)
	}
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode > 299 {
		return fmt.Errorf("status %d", res.StatusCode)
	}
	return json.NewDecoder(res.Body).Decode(result)
}
