//! Functions that a script can call.
//!
//! They are the functions of the VRL standard library. Functions that read files or use the network
//! are replaced by their signatures, so that compiling a script accesses neither.

use std::sync::LazyLock;

use vrl::compiler::function::{ArgumentList, Compiled, Example, FunctionCompileContext};
use vrl::compiler::prelude::{Collection, Field, kind};
use vrl::compiler::{
    Category, Context, Function, FunctionExpression, Parameter, Resolved, TypeDef, TypeState,
};
use vrl::value::{Kind, Value};

use super::types::{Argument, Callable};

/// Returns the functions for the compiler, in alphabetical order, created on first use.
pub(super) fn registry() -> &'static [Box<dyn Function>] {
    static REGISTRY: LazyLock<Vec<Box<dyn Function>>> = LazyLock::new(|| {
        let mut functions: Vec<_> = vrl::stdlib::all().into_iter().map(unread).collect();
        functions.extend(REMOTE.iter().map(|remote| Box::new(remote) as Box<dyn Function>));
        functions.sort_by_key(|function| function.identifier());
        functions.dedup_by_key(|function| function.identifier());
        functions
    });
    &REGISTRY
}

/// Returns the descriptions of the functions.
pub(super) fn all() -> &'static [Callable] {
    static ALL: LazyLock<Vec<Callable>> =
        LazyLock::new(|| registry().iter().map(|function| describe(&**function)).collect());
    &ALL
}

fn describe(function: &dyn Function) -> Callable {
    let argument = |parameter: &Parameter| Argument {
        name: parameter.keyword,
        kind: parameter.kind().to_string(),
        required: parameter.required,
        doc: parameter.description,
    };
    let result = Parameter::required("", function.return_kind(), "").kind();
    Callable {
        name: function.identifier(),
        doc: function.usage(),
        arguments: function.parameters().iter().map(argument).collect(),
        closure: function.closure().map(|closure| {
            let input = closure.inputs.into_iter().next();
            input.map_or(0, |input| input.variables.len())
        }),
        result: result.to_string(),
        failures: function.internal_failure_reasons(),
    }
}

/// A function that reads a file at compile time.
#[derive(Debug)]
struct Unread {
    inner: Box<dyn Function>,
    /// Parameter that contains the file path.
    file: &'static str,
    result: fn() -> TypeDef,
}

/// Returns `function`, or its replacement if it would read files.
fn unread(function: Box<dyn Function>) -> Box<dyn Function> {
    let any_object: fn() -> TypeDef = || TypeDef::object(Collection::<Field>::any()).fallible();
    let (file, result): (_, fn() -> TypeDef) = match function.identifier() {
        "encode_proto" => ("desc_file", || TypeDef::bytes().fallible()),
        "parse_proto" => ("desc_file", || TypeDef::any().fallible()),
        "parse_etld" => ("psl", any_object),
        "parse_groks" => ("alias_sources", any_object),
        _ => return function,
    };
    Box::new(Unread { inner: function, file, result })
}

impl Function for Unread {
    fn identifier(&self) -> &'static str {
        self.inner.identifier()
    }

    fn usage(&self) -> &'static str {
        self.inner.usage()
    }

    fn category(&self) -> &'static str {
        self.inner.category()
    }

    fn internal_failure_reasons(&self) -> &'static [&'static str] {
        self.inner.internal_failure_reasons()
    }

    fn return_kind(&self) -> u16 {
        self.inner.return_kind()
    }

    fn examples(&self) -> &'static [Example] {
        self.inner.examples()
    }

    fn parameters(&self) -> &'static [Parameter] {
        self.inner.parameters()
    }

    fn compile(
        &self,
        state: &TypeState,
        context: &mut FunctionCompileContext,
        arguments: ArgumentList,
    ) -> Compiled {
        if arguments.optional(self.file).is_none() {
            return self.inner.compile(state, context, arguments);
        }
        Ok(Assumed((self.result)()).as_expr())
    }
}

/// A function that uses the network at run time.
#[derive(Debug)]
struct Remote {
    name: &'static str,
    doc: &'static str,
    parameters: &'static [Parameter],
    returns: u16,
    /// The type of the result, if it is more precise than `returns`.
    result: Option<fn() -> Kind>,
}

/// The type of the result of `dns_lookup`.
fn dns_records() -> Kind {
    type Fields = &'static [(&'static str, fn() -> Kind)];
    fn object(fields: Fields) -> Kind {
        Kind::object(Collection::from_parts(
            fields.iter().map(|(name, kind)| (Field::from(*name), kind())).collect(),
            Kind::undefined(),
        ))
    }
    fn list(fields: Fields) -> Kind {
        Kind::array(Collection::from_unknown(object(fields)))
    }
    fn text_or_null() -> Kind {
        Kind::bytes() | Kind::null()
    }
    fn records() -> Kind {
        list(&[
            ("class", Kind::bytes),
            ("domainName", Kind::bytes),
            ("rData", Kind::bytes),
            ("recordType", Kind::bytes),
            ("recordTypeId", Kind::integer),
            ("ttl", Kind::integer),
        ])
    }
    fn questions() -> Kind {
        list(&[
            ("class", Kind::bytes),
            ("domainName", Kind::bytes),
            ("questionType", Kind::bytes),
            ("questionTypeId", Kind::integer),
        ])
    }
    fn header() -> Kind {
        object(&[
            ("aa", Kind::boolean),
            ("ad", Kind::boolean),
            ("anCount", Kind::integer),
            ("arCount", Kind::integer),
            ("cd", Kind::boolean),
            ("nsCount", Kind::integer),
            ("opcode", Kind::integer),
            ("qdCount", Kind::integer),
            ("qr", Kind::integer),
            ("ra", Kind::boolean),
            ("rcode", Kind::integer),
            ("rd", Kind::boolean),
            ("tc", Kind::boolean),
        ])
    }
    object(&[
        ("fullRcode", Kind::integer),
        ("rcodeName", text_or_null),
        ("time", text_or_null),
        ("timePrecision", text_or_null),
        ("answers", records),
        ("authority", records),
        ("additional", records),
        ("header", header),
        ("question", questions),
    ])
}

static REMOTE: &[Remote] = &[
    Remote {
        name: "dns_lookup",
        doc: "Looks up DNS records of a domain.",
        parameters: &[
            Parameter::required("value", kind::BYTES, "The domain's name."),
            Parameter::optional("qtype", kind::BYTES, "The record type (default `A`)."),
            Parameter::optional("class", kind::BYTES, "The record class (default `IN`)."),
            Parameter::optional(
                "options",
                kind::OBJECT,
                "Options of the lookup, such as the DNS servers.",
            ),
        ],
        returns: kind::OBJECT,
        result: Some(dns_records),
    },
    Remote {
        name: "http_request",
        doc: "Sends an HTTP request and returns the response body.",
        parameters: &[
            Parameter::required("url", kind::BYTES, "The URL of the request."),
            Parameter::optional("method", kind::BYTES, "The method (default `get`)."),
            Parameter::optional("headers", kind::OBJECT, "The headers of the request."),
            Parameter::optional("body", kind::BYTES, "The body of the request."),
            Parameter::optional("http_proxy", kind::BYTES, "The proxy for plain HTTP."),
            Parameter::optional("https_proxy", kind::BYTES, "The proxy for HTTPS."),
            Parameter::optional(
                "redact_headers",
                kind::BOOLEAN,
                "Whether to redact header values in error messages (default `true`).",
            ),
        ],
        returns: kind::BYTES,
        result: None,
    },
    Remote {
        name: "reverse_dns",
        doc: "Looks up the host name of an IP address.",
        parameters: &[Parameter::required("value", kind::BYTES, "The IPv4 or IPv6 address.")],
        returns: kind::BYTES,
        result: None,
    },
];

impl Function for &'static Remote {
    fn identifier(&self) -> &'static str {
        self.name
    }

    fn usage(&self) -> &'static str {
        self.doc
    }

    fn category(&self) -> &'static str {
        Category::System.as_ref()
    }

    fn return_kind(&self) -> u16 {
        self.returns
    }

    fn examples(&self) -> &'static [Example] {
        &[]
    }

    fn parameters(&self) -> &'static [Parameter] {
        self.parameters
    }

    fn compile(&self, _: &TypeState, _: &mut FunctionCompileContext, _: ArgumentList) -> Compiled {
        let kind = match self.result {
            Some(result) => result(),
            None => Parameter::required("", self.returns, "").kind(),
        };
        Ok(Assumed(TypeDef::from(kind).fallible()).as_expr())
    }
}

/// A call with only a result type. Scripts are compiled, never run.
#[derive(Debug, Clone)]
struct Assumed(TypeDef);

impl FunctionExpression for Assumed {
    fn resolve(&self, _: &mut Context) -> Resolved {
        Ok(Value::Null)
    }

    fn type_def(&self, _: &TypeState) -> TypeDef {
        self.0.clone()
    }
}
