//! Preview of an SVG, rebuilt from elements and attributes that are known to be harmless.
//!
//! Nothing is removed from the SVG. Instead, only listed elements and attributes are written, so
//! that no script and no request can get through, however it is hidden.

use std::fmt::Write as _;

use roxmltree::{Attribute, Document, Node};

use super::active::{Target, target};
use super::css::in_css;
use super::parse::{NAMESPACE, parse};
use super::size::Size;
use crate::util::xml::escape;

/// Maximum size of an SVG with a preview, in bytes: editors truncate longer `data:` URLs.
pub(crate) const MAX_BYTES: usize = 60_000;

/// Maximum side length of a preview in pixels.
const SIDE: f64 = 128.0;

/// Maximum nesting of elements in a preview.
const MAX_DEPTH: usize = 100;

/// Maximum number of `use` copies in a preview.
const MAX_COPIES: usize = 100;

const XLINK: &str = "http://www.w3.org/1999/xlink";

#[rustfmt::skip]
const ELEMENTS: &[&str] = &[
    "circle", "clipPath", "defs", "ellipse", "feBlend", "feColorMatrix", "feComponentTransfer",
    "feComposite", "feDropShadow", "feFlood", "feFuncA", "feFuncB", "feFuncG", "feFuncR",
    "feGaussianBlur", "feMerge", "feMergeNode", "feMorphology", "feOffset", "filter", "g", "image",
    "line", "linearGradient", "marker", "mask", "path", "pattern", "polygon", "polyline",
    "radialGradient", "rect", "stop", "style", "svg", "switch", "symbol", "text", "textPath",
    "tspan", "use",
];

/// Presentation attributes, which are also properties in `style`.
#[rustfmt::skip]
const PROPERTIES: &[&str] = &[
    "alignment-baseline", "baseline-shift", "clip-path", "clip-rule", "color",
    "color-interpolation", "color-interpolation-filters", "display", "dominant-baseline",
    "enable-background", "fill", "fill-opacity", "fill-rule", "filter", "flood-color",
    "flood-opacity", "font", "font-family", "font-size", "font-style", "font-variant",
    "font-weight", "image-rendering", "isolation", "letter-spacing", "lighting-color",
    "marker-end", "marker-mid", "marker-start", "mask", "mask-type", "mix-blend-mode", "opacity",
    "overflow", "paint-order", "shape-rendering", "stop-color", "stop-opacity", "stroke",
    "stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin",
    "stroke-miterlimit", "stroke-opacity", "stroke-width", "text-anchor", "text-decoration",
    "text-rendering", "transform", "transform-origin", "vector-effect", "visibility",
    "word-spacing",
];

#[rustfmt::skip]
const ATTRIBUTES: &[&str] = &[
    "class", "clipPathUnits", "cx", "cy", "d", "dx", "dy", "exponent", "filterUnits", "fr", "fx",
    "fy", "gradientTransform", "gradientUnits", "height", "id", "in", "in2", "intercept", "k1",
    "k2", "k3", "k4", "markerHeight", "markerUnits", "markerWidth", "maskContentUnits",
    "maskUnits", "mode", "offset", "operator", "orient", "pathLength", "patternContentUnits",
    "patternTransform", "patternUnits", "points", "preserveAspectRatio", "primitiveUnits", "r",
    "radius", "refX", "refY", "result", "rotate", "rx", "ry", "slope", "spreadMethod",
    "startOffset", "stdDeviation", "tableValues", "textLength", "type", "values", "version",
    "viewBox", "width", "x", "x1", "x2", "y", "y1", "y2",
];

/// Preview of an icon.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Preview {
    /// An SVG without active or external content.
    Svg(String),
    /// The icon is too large for a preview.
    TooLarge,
    /// There is no preview.
    Nothing,
}

/// Returns the preview of the SVG `bytes`.
pub(crate) fn preview(bytes: &[u8]) -> Preview {
    if bytes.len() > MAX_BYTES {
        return Preview::TooLarge;
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return Preview::Nothing };
    let Ok(document) = parse(text) else { return Preview::Nothing };
    let root = document.root_element();
    if !is_svg(root, "svg") {
        return Preview::Nothing;
    }
    let mut writer = Writer { document: &document, out: String::new(), copies: 0 };
    writer.root(root);
    match writer.out.len() {
        0..=MAX_BYTES => Preview::Svg(writer.out),
        // Entities were expanded.
        _ => Preview::TooLarge,
    }
}

fn has_plain_href(node: Node<'_, '_>) -> bool {
    node.attributes().any(|it| it.namespace().is_none() && it.name() == "href")
}

fn is_svg(node: Node<'_, '_>, name: &str) -> bool {
    node.is_element()
        && node.tag_name().namespace() == Some(NAMESPACE)
        && node.tag_name().name() == name
}

/// Writer of a preview. Writing to a `String` cannot fail, so the results of `write!` are ignored.
struct Writer<'a, 'input> {
    document: &'a Document<'input>,
    out: String,
    copies: usize,
}

impl<'a, 'input> Writer<'a, 'input> {
    fn root(&mut self, root: Node<'a, 'input>) {
        let size = Size::of(root);
        let view_box = size.view_box();
        let pixels = size.pixels();
        let (width, height) =
            pixels.or(view_box.map(|[_, _, width, height]| (width, height))).unwrap_or((1.0, 1.0));
        let scale = SIDE / width.max(height);
        let side = |length: f64| (length * scale).round().clamp(1.0, SIDE);
        let _ = write!(
            self.out,
            "<svg xmlns=\"{NAMESPACE}\" xmlns:xlink=\"{XLINK}\" width=\"{}\" height=\"{}\"",
            side(width),
            side(height)
        );
        match (view_box, pixels) {
            (Some([x, y, width, height]), _) => {
                let _ = write!(self.out, " viewBox=\"{x} {y} {width} {height}\"");
            }
            (None, Some((width, height))) => {
                let _ = write!(self.out, " viewBox=\"0 0 {width} {height}\"");
            }
            (None, None) => {}
        }
        for attribute in root.attributes() {
            if !matches!(attribute.name(), "width" | "height" | "viewBox" | "x" | "y") {
                self.attribute(root, attribute);
            }
        }
        self.inside(root, "svg", 0);
    }

    /// Writes the rest of a start tag, the content, and the end tag.
    fn inside(&mut self, node: Node<'a, 'input>, name: &str, depth: usize) {
        self.out.push('>');
        if depth < MAX_DEPTH && self.out.len() <= MAX_BYTES {
            for child in node.children() {
                if child.is_element() {
                    self.element(child, depth + 1);
                } else if child.is_text() && matches!(name, "text" | "tspan" | "textPath") {
                    escape(&mut self.out, child.text().unwrap_or_default());
                }
            }
        }
        let _ = write!(self.out, "</{name}>");
    }

    fn element(&mut self, node: Node<'a, 'input>, depth: usize) {
        if node.tag_name().namespace() != Some(NAMESPACE) {
            return;
        }
        let name = match node.tag_name().name() {
            // The content of a link is displayed without the link.
            "a" => "g",
            name => name,
        };
        if !ELEMENTS.contains(&name) {
            return;
        }
        if name == "style" {
            return self.style(node);
        }
        if name == "use" && !self.may_copy(node) {
            return;
        }
        let _ = write!(self.out, "<{name}");
        for attribute in node.attributes() {
            self.attribute(node, attribute);
        }
        self.inside(node, name, depth);
    }

    /// Whether the target of a `use` contains no `use` itself: nested copies grow exponentially.
    fn may_copy(&mut self, node: Node<'a, 'input>) -> bool {
        let href = |node: Node<'a, 'input>| {
            node.attribute("href").or_else(|| node.attribute((XLINK, "href")))
        };
        let Some(id) = href(node).and_then(|href| href.trim().strip_prefix('#')) else {
            return false;
        };
        self.copies += 1;
        if self.copies > MAX_COPIES {
            return false;
        }
        let named = self.document.descendants().find(|node| node.attribute("id") == Some(id));
        named
            .is_some_and(|named| !named.descendants().any(|inner| inner.tag_name().name() == "use"))
    }

    fn attribute(&mut self, node: Node<'a, 'input>, attribute: Attribute<'a, 'input>) {
        let (name, value) = (attribute.name(), attribute.value());
        let href = name == "href" && attribute.namespace().is_none_or(|space| space == XLINK);
        // `href` takes precedence over `xlink:href`, and both are written under one name.
        if href && attribute.namespace().is_some() && has_plain_href(node) {
            return;
        }
        if href {
            let known = match target(value) {
                Target::Inside => true,
                Target::Picture => node.tag_name().name() == "image",
                _ => false,
            };
            if known {
                self.out.push_str(" xlink:href=\"");
                escape(&mut self.out, value.trim());
                self.out.push('"');
            }
            return;
        }
        if attribute.namespace().is_some() {
            return;
        }
        let harmless: String;
        let value = if name == "style" {
            harmless = declarations(value);
            harmless.as_str()
        } else if (PROPERTIES.contains(&name) || ATTRIBUTES.contains(&name)) && is_harmless(value) {
            value
        } else {
            return;
        };
        let _ = write!(self.out, " {name}=\"");
        escape(&mut self.out, value);
        self.out.push('"');
    }

    fn style(&mut self, node: Node<'a, 'input>) {
        let css: String = node.children().filter_map(|child| child.text()).collect();
        // At-rules can import fonts and other style sheets.
        if css.contains(['@', '<']) || !is_harmless(&css) {
            return;
        }
        self.out.push_str("<style>");
        escape(&mut self.out, &css);
        self.out.push_str("</style>");
    }
}

/// Returns the harmless declarations of a `style`.
fn declarations(style: &str) -> String {
    let mut out = String::new();
    for declaration in style.split(';') {
        let Some((name, value)) = declaration.split_once(':') else { continue };
        let name = name.trim().to_ascii_lowercase();
        if PROPERTIES.contains(&name.as_str()) && is_harmless(value) {
            let _ = write!(out, "{name}:{};", value.trim());
        }
    }
    out
}

/// Whether a value or a piece of CSS contains no external references. Backslashes are rejected,
/// because they can hide `url`.
fn is_harmless(value: &str) -> bool {
    if value.contains('\\') || value.contains("/*") && value.contains('(') {
        return false;
    }
    let lower = value.to_ascii_lowercase();
    let functions =
        ["image(", "image-set(", "src(", "expression(", "element(", "cross-fade(", "paint("];
    if functions.iter().any(|function| lower.contains(function)) || lower.contains("script:") {
        return false;
    }
    let references = in_css(value);
    lower.matches("url").count() == references.len()
        && references
            .iter()
            .all(|reference| !reference.is_import && reference.target.starts_with('#'))
}
