//! Estimate of the cost of compiling a script.
//!
//! The compiler computes the type of an expression again for every enclosing expression, and twice
//! for every enclosing call. Each time, it copies the types of all variables, and types can double
//! with every assignment. So a few lines can take hours, or all memory. This module counts the
//! steps as an upper bound; one step takes about 200 ns.

use vrl::compiler::Function;
use vrl::compiler::prelude::kind;
use vrl::parser::Program;
use vrl::parser::ast::{
    Assignment, AssignmentOp, AssignmentTarget, Block, Container, Expr, FunctionCall, Literal,
    Node, Opcode, Predicate, Query, QueryTarget, RootExpr, Unary,
};
use vrl::path::{OwnedSegment, OwnedValuePath, PathPrefix};

use super::regex_cost::regex;

/// Maximum nesting of expressions: a level takes about 10 kB of stack, and more without
/// optimization.
const MAX_DEPTH: usize = 600;

/// Size of the type of an array or an object, without its elements.
const CONTAINER: u64 = 4;

/// Size of the result type of a function that parses text.
const PARSED: u64 = 32;

/// Cost of finding a suggestion for an unknown function.
const UNKNOWN: u64 = 250;

/// Cost of assigning to an array element, per preceding element.
const ELEMENT: u64 = 8;

/// Returns the number of steps for `program`.
pub(super) fn cost(program: Program, functions: &[Box<dyn Function>]) -> u64 {
    let mut meter = CostMeter { functions, spent: 0, known: Vec::new(), branches: 0, depth: 0 };
    for node in program {
        if let RootExpr::Expr(expr) = node.into_inner() {
            meter.expr(expr);
        }
    }
    meter.spent
}

/// Number of types inside a type.
#[derive(Clone, Copy, Default)]
struct Size {
    /// Types that may all be in one of its elements.
    deep: u64,
    /// Types of a function result, which an element does not have.
    flat: u64,
}

impl Size {
    fn plus(self, other: Size) -> Size {
        Size {
            deep: self.deep.saturating_add(other.deep),
            flat: self.flat.saturating_add(other.flat),
        }
    }

    fn all(self) -> u64 {
        self.deep.saturating_add(self.flat)
    }
}

/// Cost of computing the type of an expression.
#[derive(Clone, Copy, Default)]
struct ExprCost {
    /// Number of visited expressions; each visit copies the types of the variables.
    visits: u64,
    /// Number of additionally visited types.
    work: u64,
    /// Size of its own type.
    size: Size,
    /// Number of expressions that are copied with it.
    copies: u64,
}

impl ExprCost {
    /// Creates the cost of an expression without subexpressions.
    fn leaf(size: Size) -> ExprCost {
        ExprCost { visits: 1, work: size.all(), size, copies: 1 }
    }

    /// Creates the cost of an expression around `inner`, with a type of the same size.
    fn around(inner: ExprCost) -> ExprCost {
        ExprCost::leaf(Size::default()).with(inner)
    }

    /// Adds the cost of a subexpression.
    fn with(self, other: ExprCost) -> ExprCost {
        ExprCost {
            visits: self.visits.saturating_add(other.visits),
            work: self.work.saturating_add(other.work).saturating_add(other.size.all()),
            size: self.size.plus(other.size),
            copies: self.copies.saturating_add(other.copies),
        }
    }

    fn sized(self, size: Size) -> ExprCost {
        ExprCost { size, ..self }
    }
}

/// Root of a path.
#[derive(Clone, PartialEq)]
enum Root {
    Event,
    Metadata,
    Variable(String),
}

/// An assigned path.
struct Known {
    root: Root,
    /// Names of the path, up to its first index.
    path: Vec<String>,
    /// Size of the type of its value.
    size: Size,
}

/// Cost-relevant parts of a path.
#[derive(Default)]
struct Path {
    /// Names, up to the first index.
    names: Vec<String>,
    /// Number of array elements that its indices create: a type lists each of them.
    elements: u64,
}

struct CostMeter<'f> {
    functions: &'f [Box<dyn Function>],
    spent: u64,
    known: Vec<Known>,
    /// Number of open blocks that may not run.
    branches: usize,
    depth: usize,
}

impl CostMeter<'_> {
    /// Adds `times` computations of the type of `asked`.
    fn pay(&mut self, times: u64, asked: ExprCost) {
        let sizes = self.known.iter().map(|known| known.size.all().saturating_add(1));
        let known = sizes.fold(1, u64::saturating_add);
        let once = asked.visits.saturating_mul(known).saturating_add(asked.work);
        self.spent = self.spent.saturating_add(once.saturating_mul(times));
    }

    fn expr(&mut self, node: Node<Expr>) -> ExprCost {
        // Deeper expressions exceed every budget.
        if self.depth >= MAX_DEPTH {
            self.spent = u64::MAX;
            return ExprCost::default();
        }
        self.depth += 1;
        let span = node.span();
        let asked = match node.into_inner() {
            Expr::Literal(literal) => match literal.into_inner() {
                Literal::String(template) if template.as_literal_string().is_none() => {
                    self.expr(Node::new(span, template.rewrite_to_concatenated_strings()))
                }
                Literal::Regex(pattern) => {
                    self.spent = self.spent.saturating_add(regex(&pattern));
                    ExprCost::leaf(Size::default())
                }
                _ => ExprCost::leaf(Size::default()),
            },
            Expr::Container(container) => self.container(container.into_inner()),
            Expr::IfStatement(statement) => {
                let statement = statement.into_inner();
                let predicate = match statement.predicate.into_inner() {
                    Predicate::One(expr) => self.expr(*expr),
                    Predicate::Many(exprs) => self.all(exprs),
                };
                self.pay(2, predicate);
                let mut asked = predicate.with(self.block(statement.if_node));
                if let Some(block) = statement.else_node {
                    asked = asked.with(self.block(block));
                }
                self.pay(1, asked);
                asked
            }
            Expr::Op(op) => {
                let op = op.into_inner();
                self.op(*op.0, *op.1.inner(), *op.2)
            }
            Expr::Assignment(assignment) => self.assignment(assignment.into_inner()),
            Expr::Query(query) => self.query(query.into_inner()),
            Expr::FunctionCall(call) => self.call(call.into_inner()),
            Expr::Variable(name) => {
                let root = Root::Variable(name.into_inner().into_inner());
                ExprCost::leaf(self.size(&root, &Path::default()))
            }
            Expr::Unary(unary) => match unary.into_inner() {
                Unary::Not(not) => {
                    let inner = self.expr(*not.into_inner().take().1);
                    self.pay(1, inner);
                    ExprCost::around(inner).sized(Size::default())
                }
            },
            Expr::Abort(abort) => match abort.into_inner().message {
                Some(message) => {
                    let inner = self.expr(*message);
                    self.pay(1, inner);
                    ExprCost::around(inner).sized(Size::default())
                }
                None => ExprCost::leaf(Size::default()),
            },
            Expr::Return(value) => {
                let inner = self.expr(*value.into_inner().expr);
                self.pay(1, inner);
                ExprCost::around(inner)
            }
        };
        self.depth -= 1;
        self.pay(1, asked);
        asked
    }

    fn all(&mut self, exprs: impl IntoIterator<Item = Node<Expr>>) -> ExprCost {
        exprs
            .into_iter()
            .fold(ExprCost::leaf(Size::default()), |all, expr| all.with(self.expr(expr)))
    }

    /// Returns the cost of the elements of an array or an object, whose type contains the type of
    /// each.
    fn elements(&mut self, exprs: impl ExactSizeIterator<Item = Node<Expr>>) -> ExprCost {
        let count = exprs.len() as u64;
        let all = self.all(exprs);
        all.sized(all.size.plus(Size { deep: count + CONTAINER, flat: 0 }))
    }

    /// Returns the cost of a block that may not run.
    fn block(&mut self, block: Node<Block>) -> ExprCost {
        self.branches += 1;
        let asked = self.all(block.into_inner());
        self.branches -= 1;
        self.pay(1, asked);
        asked
    }

    fn container(&mut self, container: Container) -> ExprCost {
        match container {
            Container::Group(group) => ExprCost::around(self.expr(group.into_inner().into_inner())),
            Container::Block(block) => self.block(block),
            Container::Array(array) => {
                let exprs: Vec<_> = array.into_inner().into_iter().collect();
                self.elements(exprs.into_iter())
            }
            Container::Object(object) => {
                let exprs: Vec<_> = object.into_inner().into_iter().map(|(_, expr)| expr).collect();
                self.elements(exprs.into_iter())
            }
        }
    }

    fn op(&mut self, left: Node<Expr>, opcode: Opcode, right: Node<Expr>) -> ExprCost {
        let left = self.expr(left);
        let may_not_run = matches!(opcode, Opcode::Or | Opcode::And | Opcode::Err);
        self.branches += usize::from(may_not_run);
        let right = self.expr(right);
        self.branches -= usize::from(may_not_run);
        let mut asked = ExprCost::around(left).with(right);
        // Two states of the variables are merged.
        asked.visits = asked.visits.saturating_add(2 * u64::from(may_not_run));
        self.pay(2, asked);
        match opcode {
            Opcode::Or | Opcode::Err | Opcode::Merge => asked,
            _ => asked.sized(Size::default()),
        }
    }

    fn call(&mut self, call: FunctionCall) -> ExprCost {
        let name = &**call.ident;
        let function = self.functions.iter().find(|known| known.identifier() == name);
        let result = match function.map(|function| function.return_kind()) {
            None => {
                self.spent = self.spent.saturating_add(UNKNOWN);
                Some(0)
            }
            Some(result) if result & (kind::OBJECT | kind::ARRAY) == 0 => None,
            Some(result) if result & kind::BYTES == 0 && name.starts_with("parse_") => Some(PARSED),
            Some(_) => Some(CONTAINER),
        };
        let mut inner = ExprCost::default();
        for argument in call.arguments {
            let asked = self.expr(argument.into_inner().expr);
            self.pay(2, asked);
            inner = inner.with(asked);
        }
        if let Some(closure) = call.closure {
            let closure = closure.into_inner();
            let first = self.known.len();
            for variable in closure.variables {
                let root = Root::Variable(variable.into_inner().into_inner());
                self.known.push(Known { root, path: Vec::new(), size: inner.size });
            }
            let variables = first..self.known.len();
            let block = self.block(closure.block);
            // A block that may not run does not remove variables.
            self.known.drain(variables);
            // Its type is computed once, but it is copied with the call.
            inner.copies = inner.copies.saturating_add(block.copies);
            inner.size = inner.size.plus(block.size);
        }
        // Both the call and the function compute the types of the arguments; the function has its
        // own copies.
        let asked = ExprCost::around(inner).with(inner.sized(Size::default()));
        self.pay(3, asked);
        self.spent = self.spent.saturating_add(asked.copies.saturating_mul(3));
        asked.sized(result.map_or(Size::default(), |flat| inner.size.plus(Size { deep: 0, flat })))
    }

    fn query(&mut self, query: Query) -> ExprCost {
        let path = self.path(query.path.inner());
        match query.target.into_inner() {
            QueryTarget::Internal(name) => {
                ExprCost::leaf(self.size(&Root::Variable(name.into_inner()), &path))
            }
            QueryTarget::External(prefix) => ExprCost::leaf(self.size(&root(prefix), &path)),
            QueryTarget::FunctionCall(call) => ExprCost::around(self.call(call)),
            QueryTarget::Container(container) => ExprCost::around(self.container(container)),
        }
    }

    fn assignment(&mut self, assignment: Assignment) -> ExprCost {
        let (targets, op, expr) = match assignment {
            Assignment::Single { target, op, expr } => (vec![target], op, expr),
            Assignment::Infallible { ok, err, op, expr } => (vec![ok, err], op, expr),
        };
        let mut asked = self.expr(*expr);
        let targets: Vec<_> =
            targets.into_iter().filter_map(|target| self.target(target.into_inner())).collect();
        if op == AssignmentOp::Merge
            && let Some((root, path)) = targets.first()
        {
            asked = ExprCost::leaf(self.size(root, path)).with(asked);
        }
        for (root, path) in targets {
            // Every name in the path is the key of an object, and every preceding key is compared.
            let names = path.names.len() as u64;
            let around = self.size(&root, &path).all().saturating_add(names * names);
            let found =
                names.saturating_mul(around).saturating_add(path.elements.saturating_mul(ELEMENT));
            self.spent = self.spent.saturating_add(found.saturating_mul(2));
            let deep = names.saturating_mul(CONTAINER + 1).saturating_add(path.elements);
            let size = asked.size.plus(Size { deep, flat: 0 });
            let Path { names: path, elements } = path;
            // The assigned value replaces the previous one, if the path is certain.
            if elements == 0 && self.branches == 0 {
                self.known.retain(|known| known.root != root || !known.path.starts_with(&path));
            }
            match self.known.iter_mut().find(|known| known.root == root && known.path == path) {
                Some(known) => known.size = known.size.plus(size),
                None => self.known.push(Known { root, path, size }),
            }
        }
        self.pay(4, asked);
        ExprCost::around(asked)
    }

    /// Returns the assigned path.
    fn target(&mut self, target: AssignmentTarget) -> Option<(Root, Path)> {
        let (root, path) = match target {
            AssignmentTarget::Noop => return None,
            AssignmentTarget::Query(query) => {
                let root = match query.target.into_inner() {
                    QueryTarget::Internal(name) => Root::Variable(name.into_inner()),
                    QueryTarget::External(prefix) => root(prefix),
                    QueryTarget::FunctionCall(_) | QueryTarget::Container(_) => return None,
                };
                (root, Some(query.path.into_inner()))
            }
            AssignmentTarget::Internal(name, path) => (Root::Variable(name.into_inner()), path),
            AssignmentTarget::External(path) => match path {
                Some(path) => (root(path.prefix), Some(path.path)),
                None => (Root::Event, None),
            },
        };
        Some((root, path.map(|path| self.path(&path)).unwrap_or_default()))
    }

    fn path(&self, path: &OwnedValuePath) -> Path {
        let mut found = Path::default();
        for segment in &path.segments {
            match segment {
                OwnedSegment::Field(name) if found.elements == 0 => {
                    found.names.push(name.to_string())
                }
                OwnedSegment::Field(_) => {}
                OwnedSegment::Index(index) => {
                    let elements = (index.unsigned_abs() as u64).saturating_add(1);
                    found.elements = found.elements.saturating_add(elements);
                }
            }
        }
        found
    }

    /// Returns the size of the type at `path` of `root`.
    fn size(&self, root: &Root, path: &Path) -> Size {
        let mut size = Size::default();
        for known in self.known.iter().filter(|known| known.root == *root) {
            if known.path.iter().zip(&path.names).all(|(name, other)| name == other) {
                let is_element = path.elements > 0 || path.names.len() > known.path.len();
                let flat = if is_element { 0 } else { known.size.flat };
                size = size.plus(Size { flat, ..known.size });
            }
        }
        size
    }
}

fn root(prefix: PathPrefix) -> Root {
    match prefix {
        PathPrefix::Event => Root::Event,
        PathPrefix::Metadata => Root::Metadata,
    }
}
