// The program without anything: what every Go program costs.
package main

func main() {}
