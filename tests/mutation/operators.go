package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// mutant is a source file with one small change in it.
type mutant struct {
	File     string `json:"file"` // below the module, with slashes
	Func     string `json:"func"` // the function or method; empty outside of one
	Line     int    `json:"line"`
	Operator string `json:"operator"`
	Change   string `json:"change"` // the first line that differs, or what was dropped
	Nth      int    `json:"nth"`    // of those that are alike but for the line

	from, to    int // the bytes that are replaced
	replacement string
}

func (m mutant) String() string {
	return fmt.Sprintf("%s:%d: %s: %s", m.File, m.Line, m.Operator, m.Change)
}

// key is what a mutant is, wherever it stands.
func (m mutant) key() mutant {
	return mutant{File: m.File, Func: m.Func, Operator: m.Operator, Change: m.Change, Nth: m.Nth}
}

// apply makes the change.
func (m mutant) apply(source []byte) []byte {
	return slices.Concat(source[:m.from], []byte(m.replacement), source[m.to:])
}

// The operators, and what they replace.
var (
	boundaries = map[token.Token]token.Token{
		token.LSS: token.LEQ, token.LEQ: token.LSS, token.GTR: token.GEQ, token.GEQ: token.GTR,
	}
	negations = map[token.Token]token.Token{
		token.EQL: token.NEQ, token.NEQ: token.EQL,
		token.LSS: token.GEQ, token.GEQ: token.LSS, token.GTR: token.LEQ, token.LEQ: token.GTR,
	}
	logic      = map[token.Token]token.Token{token.LAND: token.LOR, token.LOR: token.LAND}
	arithmetic = map[token.Token]token.Token{
		token.ADD: token.SUB, token.SUB: token.ADD, token.MUL: token.QUO, token.QUO: token.MUL,
		token.SHL: token.SHR, token.SHR: token.SHL,
		token.ADD_ASSIGN: token.SUB_ASSIGN, token.SUB_ASSIGN: token.ADD_ASSIGN,
		token.INC: token.DEC, token.DEC: token.INC,
	}
	words = map[string]string{"true": "false", "false": "true", "min": "max", "max": "min"}
)

// mutate returns all mutants of a source file, in the order of the file.
func mutate(name string, source []byte) ([]mutant, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	m := &mutator{name: name, source: source, files: files, seen: map[string]bool{}, capacities: map[ast.Expr]bool{}, ends: map[ast.Stmt]bool{}}
	for _, declaration := range file.Decls {
		m.function, m.results = "", nil
		if f, ok := declaration.(*ast.FuncDecl); ok {
			m.function, m.results = f.Name.Name, f.Type.Results
		}
		m.walk(declaration)
	}
	slices.SortStableFunc(m.mutants, func(a, b mutant) int { return a.from - b.from })
	alike := map[mutant]int{}
	for i := range m.mutants {
		key := m.mutants[i].key()
		alike[key]++
		m.mutants[i].Nth = alike[key]
	}
	return m.mutants, nil
}

type mutator struct {
	name       string
	source     []byte
	files      *token.FileSet
	function   string
	results    *ast.FieldList
	capacities map[ast.Expr]bool // of make; they change the speed only
	ends       map[ast.Stmt]bool // the last statements of functions
	seen       map[string]bool
	mutants    []mutant
}

// walk visits a node and what is below it. A function literal has results of its own.
func (m *mutator) walk(root ast.Node) {
	ast.Inspect(root, func(node ast.Node) bool {
		if literal, ok := node.(*ast.FuncLit); ok && node != root {
			outer := m.results
			m.results = literal.Type.Results
			m.walk(literal)
			m.results = outer
			return false
		}
		m.visit(node)
		return true
	})
}

func (m *mutator) visit(node ast.Node) {
	switch node := node.(type) {
	case *ast.IfStmt:
		m.negate(node.Cond)
	case *ast.ForStmt:
		m.negate(node.Cond)
	case *ast.SwitchStmt:
		m.cases(node.Body, node.Tag == nil)
	case *ast.TypeSwitchStmt:
		m.cases(node.Body, false)
	case *ast.FuncDecl:
		m.last(node.Body)
	case *ast.FuncLit:
		m.last(node.Body)
	case *ast.BlockStmt:
		m.statements(node.List)
	case *ast.CaseClause:
		m.statements(node.Body)
	case *ast.CommClause:
		m.statements(node.Body)
	case *ast.BinaryExpr:
		m.swap("boundary", boundaries, node.Op, node.OpPos)
		m.swap("comparison", negations, node.Op, node.OpPos)
		m.swap("logic", logic, node.Op, node.OpPos)
		if !isString(node.X) && !isString(node.Y) {
			m.swap("arithmetic", arithmetic, node.Op, node.OpPos)
		}
	case *ast.UnaryExpr:
		if node.Op == token.NOT {
			m.replace("negation", node.OpPos, node.OpPos+1, "")
		}
	case *ast.AssignStmt:
		m.swap("arithmetic", arithmetic, node.Tok, node.TokPos)
	case *ast.IncDecStmt:
		m.swap("arithmetic", arithmetic, node.Tok, node.TokPos)
	case *ast.BasicLit:
		m.number(node)
	case *ast.Ident:
		if word, ok := words[node.Name]; ok {
			m.replace("constant", node.Pos(), node.End(), word)
		}
	case *ast.CallExpr:
		m.capacity(node)
	case *ast.CompositeLit:
		m.elements(node.Elts, node.Rbrace)
	case *ast.ReturnStmt:
		m.noError(node)
	}
}

// capacity notes the room that a slice or a map is made with. A named type is a map, mostly.
func (m *mutator) capacity(call *ast.CallExpr) {
	name, ok := call.Fun.(*ast.Ident)
	if !ok || name.Name != "make" {
		return
	}
	switch len(call.Args) {
	case 2:
		switch call.Args[0].(type) {
		case *ast.ArrayType, *ast.ChanType:
			return
		}
		m.capacities[call.Args[1]] = true
	case 3:
		m.capacities[call.Args[2]] = true
	}
}

// negate negates a condition. Comparisons are turned around by another operator.
func (m *mutator) negate(condition ast.Expr) {
	if condition == nil {
		return
	}
	switch c := condition.(type) {
	case *ast.BinaryExpr:
		if _, ok := negations[c.Op]; ok {
			return
		}
	case *ast.UnaryExpr:
		if c.Op == token.NOT {
			return
		}
	}
	m.replace("negation", condition.Pos(), condition.End(), "!("+m.text(condition.Pos(), condition.End())+")")
}

// cases drops each case of a switch, and each value of a case that has several.
func (m *mutator) cases(body *ast.BlockStmt, conditions bool) {
	for i, statement := range body.List {
		clause := statement.(*ast.CaseClause)
		end := body.Rbrace
		if i+1 < len(body.List) {
			end = body.List[i+1].Pos()
		}
		m.drop("case", clause.Pos(), min(end, clause.End()), clause.Pos())
		if len(clause.List) > 1 {
			m.elements(clause.List, clause.Colon)
		}
		if conditions {
			for _, condition := range clause.List {
				m.negate(condition)
			}
		}
	}
}

// last notes the last statement of a function. Without a return there it would not compile.
func (m *mutator) last(body *ast.BlockStmt) {
	if body != nil && len(body.List) > 0 {
		m.ends[body.List[len(body.List)-1]] = true
	}
}

// isString reports whether an operand of + has to be a string, at first sight.
func isString(operand ast.Expr) bool {
	switch e := operand.(type) {
	case *ast.BasicLit:
		return e.Kind == token.STRING
	case *ast.BinaryExpr:
		return isString(e.X) || isString(e.Y)
	}
	return false
}

// statements disables each statement of a list. The dead code that is left uses the same
// names, so that the rest still compiles.
func (m *mutator) statements(list []ast.Stmt) {
	for _, statement := range list {
		switch s := statement.(type) {
		case *ast.AssignStmt:
			if s.Tok == token.DEFINE {
				continue
			}
		case *ast.ReturnStmt:
			if m.ends[s] {
				continue
			}
		case *ast.ExprStmt, *ast.IncDecStmt, *ast.DeferStmt, *ast.GoStmt, *ast.SendStmt, *ast.BranchStmt:
		default:
			continue
		}
		m.replace("statement", statement.Pos(), statement.End(), "if false { "+m.text(statement.Pos(), statement.End())+" }")
	}
}

// noError returns nil in place of an error.
func (m *mutator) noError(statement *ast.ReturnStmt) {
	if m.results == nil || len(statement.Results) == 0 || len(statement.Results) != m.results.NumFields() {
		return
	}
	if name, ok := m.results.List[len(m.results.List)-1].Type.(*ast.Ident); !ok || name.Name != "error" {
		return
	}
	last := statement.Results[len(statement.Results)-1]
	if name, ok := last.(*ast.Ident); ok && name.Name == "nil" {
		return
	}
	m.replace("no error", last.Pos(), last.End(), "nil")
}

// elements drops each element of a list, with its comma.
func (m *mutator) elements(list []ast.Expr, end token.Pos) {
	for i, element := range list {
		from, to := element.Pos(), end
		switch {
		case i+1 < len(list):
			to = list[i+1].Pos()
		case i > 0:
			from = list[i-1].End()
		}
		m.drop("element", from, to, element.Pos())
	}
}

func (m *mutator) number(literal *ast.BasicLit) {
	if literal.Kind != token.INT || m.capacities[literal] {
		return
	}
	n, err := strconv.ParseInt(literal.Value, 0, 64)
	if err != nil {
		return
	}
	other := n + 1
	if n == 1 {
		other = 0
	}
	m.replace("constant", literal.Pos(), literal.End(), strconv.FormatInt(other, 10))
}

func (m *mutator) swap(operator string, table map[token.Token]token.Token, old token.Token, at token.Pos) {
	if other, ok := table[old]; ok {
		m.replace(operator, at, at+token.Pos(len(old.String())), other.String())
	}
}

// replace adds a mutant, described by the line as it is then.
func (m *mutator) replace(operator string, from, to token.Pos, replacement string) {
	start := m.offset(from)
	before := m.source[bytes.LastIndexByte(m.source[:start], '\n')+1 : start]
	after, _, _ := strings.Cut(string(m.source[m.offset(to):]), "\n")
	first, _, _ := strings.Cut(string(before)+replacement+after, "\n")
	m.add(operator, from, to, replacement, first, from)
}

// drop adds a mutant without some of the source, described by what is dropped.
func (m *mutator) drop(operator string, from, to, shown token.Pos) {
	end := m.offset(to)
	dropped, _, _ := strings.Cut(string(m.source[m.offset(shown):end]), "\n")
	m.add(operator, from, to, "", "without "+strings.TrimSuffix(strings.TrimSpace(dropped), ","), shown)
}

func (m *mutator) add(operator string, from, to token.Pos, replacement, change string, shown token.Pos) {
	key := fmt.Sprint(from, to, replacement)
	if m.seen[key] {
		return
	}
	m.seen[key] = true
	m.mutants = append(m.mutants, mutant{
		File: m.name, Func: m.function, Line: m.files.Position(shown).Line, Operator: operator, Change: strings.TrimSpace(change),
		from: m.offset(from), to: m.offset(to), replacement: replacement,
	})
}

func (m *mutator) offset(p token.Pos) int { return m.files.Position(p).Offset }

func (m *mutator) text(from, to token.Pos) string {
	return string(m.source[m.offset(from):m.offset(to)])
}
