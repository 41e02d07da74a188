//! Sandboxed use of the VRL compiler.

use std::collections::HashSet;
use std::ops::Range;

use vrl::compiler::{CompileConfig, Compiler, DiagnosticMessages, TypeState};
use vrl::diagnostic::{Diagnostic, DiagnosticList, Span};
use vrl::parser::ast::{
    Assignment, AssignmentTarget, Block, Container, Expr, FunctionCall, Node, Predicate, Query,
    QueryTarget, RootExpr, Unary,
};
use vrl::parser::{Program, parse};
use vrl::path::{OwnedSegment, OwnedValuePath, PathPrefix};

use super::cost::cost;
use super::limits::missing_closers;
use super::token::field;
use super::types::{Change, Compiled, Problem, Read, Unchecked, Unfit};
use super::{functions, message};

/// Stack size of the compiler thread in bytes. Only used pages take up memory.
const STACK: usize = 64 << 20;

/// Compiles `script` with a budget of `steps`; `None` if the compiler failed. The compiler recurses
/// and may panic, so it runs in a separate thread, with a stack that is large enough for every
/// script within [`super::limits`].
pub(super) fn compile(script: &str, steps: u64) -> Option<Compiled> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("vrl".to_owned()).stack_size(STACK);
        thread.spawn_scoped(scope, || run(script, steps)).ok()?.join().ok()
    })
}

fn run(script: &str, steps: u64) -> Compiled {
    let mut compiled = Compiled::default();
    let program = match parse(script) {
        Ok(program) => program,
        Err(error) => {
            let messages: DiagnosticMessages = vec![Box::new(error)];
            compiled.problems = problems(script, messages.into());
            return compiled;
        }
    };
    let last = program.last().map(Node::span);
    compiled.reads = reads(script, program.clone());
    compiled.steps = cost(program.clone(), functions::registry());
    if compiled.steps > steps {
        compiled.unchecked = Some(Unchecked::Costly);
        compiled.problems = problems(script, skipped(program).into());
        return compiled;
    }
    let config = CompileConfig::default();
    match Compiler::compile(functions::registry(), program, &TypeState::default(), config) {
        Ok(compilation) => {
            let result = compilation.program.final_type_info().result;
            let kind = result.kind().clone().union(result.returns().clone());
            if let Some(span) = last
                && !kind.contains_bytes()
                && !kind.is_never()
            {
                compiled.unfit = Some(Unfit {
                    range: range(script, span),
                    kind: message::kind_in_words(&kind.to_string()),
                });
            }
        }
        Err(diagnostics) => compiled.problems = problems(script, diagnostics),
    }
    compiled
}

/// Returns the syntax errors that the parser skipped in `program`.
fn skipped(program: Program) -> DiagnosticMessages {
    let mut messages = DiagnosticMessages::new();
    for node in program {
        if let RootExpr::Error(error) = node.into_inner() {
            messages.push(Box::new(error));
        }
    }
    messages
}

fn problems(script: &str, diagnostics: DiagnosticList) -> Vec<Problem> {
    let mut problems: Vec<Problem> = Vec::new();
    let mut lost = false;
    for diagnostic in diagnostics.iter().filter(|diagnostic| diagnostic.is_problem()) {
        let range = range(script, place(diagnostic));
        // After skipping an opening bracket, the parser also reports the closing one.
        if lost && matches!(&script[range.clone()], "}" | ")" | "]") {
            continue;
        }
        lost |= (200..300).contains(&diagnostic.code);
        let message = message::in_words(script, diagnostic);
        let changes = match diagnostic.code {
            105 | 701 => message::near_name(script, diagnostic).into_iter().collect(),
            110 => conversion(diagnostic, &range),
            code => insertion(script, code, &range).into_iter().collect(),
        };
        let problem = Problem { range, message, changes };
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    }
    problems
}

/// Returns the insertion that repairs the problem `code` at `range`: `!` after the name of a function
/// that can fail, or the closing brackets that the end lacks.
fn insertion(script: &str, code: usize, range: &Range<usize>) -> Option<Change> {
    match code {
        100 | 103 | 630 => {
            let text = &script[range.clone()];
            let name = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))?;
            let is_call = name > 0 && text[name..].starts_with('(') && is_one_call(&text[name..]);
            let end = range.start + name;
            is_call.then(|| (end..end, "!".to_owned()))
        }
        204 => {
            let end = script.trim_end().len();
            let closers = missing_closers(script).filter(|_| range.end == end)?;
            parse(format!("{script}{closers}")).is_ok().then_some((end..end, closers))
        }
        _ => None,
    }
}

/// Returns the insertions that make the argument at `range` the argument of another call: of the function
/// that asserts the wanted type, if the argument can have it, or of one that converts it.
fn conversion(diagnostic: &Diagnostic, range: &Range<usize>) -> Vec<Change> {
    /// A wanted type, and the function that asserts it.
    const ASSERTIONS: &[(&str, &str)] = &[
        ("string", "string!"),
        ("integer", "int!"),
        ("float", "float!"),
        ("boolean", "bool!"),
        ("array", "array!"),
        ("object", "object!"),
        ("timestamp", "timestamp!"),
    ];
    /// A wanted type, the types that a function converts to it, and the function.
    const CONVERSIONS: &[(&str, &[&str], &str)] = &[
        ("string", &["integer", "float", "boolean", "timestamp", "null"], "to_string"),
        ("integer", &["string"], "to_int!"),
        ("integer", &["float", "boolean", "timestamp", "null"], "to_int"),
        ("float", &["string"], "to_float!"),
        ("float", &["integer", "boolean", "timestamp", "null"], "to_float"),
        ("boolean", &["string"], "to_bool!"),
        ("boolean", &["integer", "float", "null"], "to_bool"),
    ];
    let found = message::found_kind(diagnostic).map(message::alternatives).unwrap_or_default();
    let wanted = message::wanted_kind(diagnostic).map(|(_, kind)| message::alternatives(kind));
    let wanted = wanted.and_then(|kinds| kinds.first().copied()).unwrap_or_default();
    let may_be = found == ["any"] || found.contains(&wanted);
    let is_from = |from: &[&str]| !found.is_empty() && found.iter().all(|one| from.contains(one));
    let asserts = |(kind, _): &&(&str, &str)| may_be && wanted == *kind;
    let converts = |(kind, from, _): &&(&str, &[&str], &str)| wanted == *kind && is_from(from);
    let assertion = ASSERTIONS.iter().find(asserts).map(|(_, name)| name);
    match assertion.or_else(|| CONVERSIONS.iter().find(converts).map(|(_, _, name)| name)) {
        Some(name) => vec![
            (range.start..range.start, format!("{name}(")),
            (range.end..range.end, ")".to_owned()),
        ],
        None => Vec::new(),
    }
}

/// Whether `text`, which starts with the bracket of a call, is only that call and a path into its result.
fn is_one_call(text: &str) -> bool {
    let is_end = |at: &usize| missing_closers(&text[..=*at]).is_none();
    let mut closers = text.match_indices(')').map(|(at, _)| at);
    let Some(end) = closers.find(is_end) else { return false };
    text[end + 1..].chars().all(|c| c.is_ascii_alphanumeric() || "._[]-".contains(c))
}

/// Returns the primary span of a diagnostic.
fn place(diagnostic: &Diagnostic) -> Span {
    let labels = &diagnostic.labels;
    let primary = labels.iter().find(|label| label.primary).or(labels.first());
    primary.map_or_else(Span::default, |label| label.span)
}

/// Returns the range of `span`, clamped to the script and to whole characters, and not empty unless
/// the script is.
fn range(script: &str, span: Span) -> Range<usize> {
    let mut start = span.start().min(script.len());
    let mut end = span.end().clamp(start, script.len());
    if start == script.len() {
        // Something missing at the end is reported after the last token.
        end = script.trim_end().len();
        start = script[..end].char_indices().next_back().map_or(end, |(at, _)| at);
    }
    while !script.is_char_boundary(start) {
        start -= 1;
    }
    if start == end {
        end += 1;
    }
    end = end.min(script.len());
    while !script.is_char_boundary(end) {
        end += 1;
    }
    start..end
}

/// Returns the names that `program` reads from its input, except names that it assigned itself or
/// checked with `exists` before.
fn reads(script: &str, program: Program) -> Vec<Read> {
    let mut walk = Walk { script, reads: Vec::new(), known: HashSet::new(), replaced: false };
    for node in program {
        if let RootExpr::Expr(expr) = node.into_inner() {
            walk.expr(expr);
        }
    }
    walk.reads
}

struct Walk<'s> {
    script: &'s str,
    reads: Vec<Read>,
    known: HashSet<String>,
    /// Whether the script has assigned its whole input.
    replaced: bool,
}

impl Walk<'_> {
    fn expr(&mut self, expr: Node<Expr>) {
        match expr.into_inner() {
            Expr::Literal(_) | Expr::Variable(_) => {}
            Expr::Container(container) => self.container(container.into_inner()),
            Expr::IfStatement(statement) => {
                let statement = statement.into_inner();
                match statement.predicate.into_inner() {
                    Predicate::One(expr) => self.expr(*expr),
                    Predicate::Many(exprs) => exprs.into_iter().for_each(|expr| self.expr(expr)),
                }
                self.block(statement.if_node);
                if let Some(block) = statement.else_node {
                    self.block(block);
                }
            }
            Expr::Op(op) => {
                let op = op.into_inner();
                self.expr(*op.0);
                self.expr(*op.2);
            }
            Expr::Assignment(assignment) => match assignment.into_inner() {
                Assignment::Single { target, expr, .. } => {
                    self.expr(*expr);
                    self.target(target.into_inner());
                }
                Assignment::Infallible { ok, err, expr, .. } => {
                    self.expr(*expr);
                    self.target(ok.into_inner());
                    self.target(err.into_inner());
                }
            },
            Expr::Query(query) => self.query(query.into_inner()),
            Expr::FunctionCall(call) => self.call(call.into_inner()),
            Expr::Unary(unary) => match unary.into_inner() {
                Unary::Not(not) => self.expr(*not.into_inner().take().1),
            },
            Expr::Abort(abort) => {
                if let Some(message) = abort.into_inner().message {
                    self.expr(*message);
                }
            }
            Expr::Return(value) => self.expr(*value.into_inner().expr),
        }
    }

    fn block(&mut self, block: Node<Block>) {
        block.into_inner().into_iter().for_each(|expr| self.expr(expr));
    }

    fn container(&mut self, container: Container) {
        match container {
            Container::Group(group) => self.expr(group.into_inner().into_inner()),
            Container::Block(block) => self.block(block),
            Container::Array(array) => {
                array.into_inner().into_iter().for_each(|expr| self.expr(expr));
            }
            Container::Object(object) => {
                object.into_inner().into_iter().for_each(|(_, expr)| self.expr(expr));
            }
        }
    }

    fn call(&mut self, call: FunctionCall) {
        let asks = &**call.ident == "exists";
        for argument in call.arguments {
            let expr = argument.into_inner().expr;
            match expr.inner() {
                Expr::Query(query) if asks => self.know(query),
                _ => self.expr(expr),
            }
        }
        if let Some(closure) = call.closure {
            self.block(closure.into_inner().block);
        }
    }

    fn query(&mut self, query: Query) {
        let start = query.target.start();
        match query.target.into_inner() {
            QueryTarget::Internal(_) | QueryTarget::External(PathPrefix::Metadata) => {}
            QueryTarget::External(PathPrefix::Event) => {
                if let Some(name) = first(query.path.inner())
                    && !self.replaced
                    && !self.known.contains(name)
                    && self.script.get(start..).is_some_and(|rest| rest.starts_with('.'))
                {
                    let range = start..field(self.script, start).1;
                    self.reads.push(Read { name: name.to_owned(), range });
                }
            }
            QueryTarget::FunctionCall(call) => self.call(call),
            QueryTarget::Container(container) => self.container(container),
        }
    }

    fn target(&mut self, target: AssignmentTarget) {
        match target {
            AssignmentTarget::Query(query) => self.know(&query),
            AssignmentTarget::External(path) => match path {
                Some(path) if path.prefix == PathPrefix::Event => self.know_path(&path.path),
                Some(_) => {}
                None => self.replaced = true,
            },
            AssignmentTarget::Noop | AssignmentTarget::Internal(..) => {}
        }
    }

    fn know(&mut self, query: &Query) {
        if let QueryTarget::External(PathPrefix::Event) = query.target.inner() {
            self.know_path(&query.path);
        }
    }

    fn know_path(&mut self, path: &OwnedValuePath) {
        match first(path) {
            Some(name) => {
                self.known.insert(name.to_owned());
            }
            None => self.replaced = true,
        }
    }
}

/// Returns the first name of a path into the input.
fn first(path: &OwnedValuePath) -> Option<&str> {
    match path.segments.first()? {
        OwnedSegment::Field(name) => Some(name.as_str()),
        OwnedSegment::Index(_) => None,
    }
}
