// Value and derivative of a formula at a point:
//     rustc client.rs && ./client "x**2 / log(x)" 2
// GRADD_URL: the server, by plain http; GRADD_TOKEN: a token, where it asks for one. This needs the
// standard library alone; with the crates ureq (https too) and serde_json, `post` and `field` shrink
// to a line each.

use std::io::{Error, ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

/// Posts JSON; returns the status and the body of the reply.
fn post(url: &str, path: &str, body: &str) -> std::io::Result<(u16, String)> {
    let bad = |text: &str| Error::new(ErrorKind::InvalidData, text.to_string());
    let host = url.trim_start_matches("http://").trim_end_matches('/');
    let address = if host.contains(':') { host.to_string() } else { format!("{host}:80") };
    let address = address.to_socket_addrs()?.next().ok_or_else(|| bad("no such host"))?;
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(5))?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let token = match std::env::var("GRADD_TOKEN") {
        Ok(token) => format!("Authorization: Bearer {token}\r\n"),
        Err(_) => String::new(),
    };
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{token}\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut reply = String::new();
    stream.read_to_string(&mut reply)?;
    let (head, body) = reply.split_once("\r\n\r\n").ok_or_else(|| bad("no HTTP reply"))?;
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
    Ok((status.ok_or_else(|| bad("no HTTP status"))?, body.to_string()))
}

/// The text of JSON as a string literal.
fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c < ' ' => out += &format!("\\u{:04x}", c as u32),
            c => out.push(c),
        }
    }
    out + "\""
}

/// The value at the beginning of some JSON.
fn first(json: &str) -> &str {
    let (mut depth, mut quoted, mut escaped) = (0, false, false);
    for (i, c) in json.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            ',' | ']' | '}' if depth == 0 => return &json[..i],
            '[' | '{' => depth += 1,
            ']' | '}' => depth -= 1,
            _ => {}
        }
    }
    json
}

/// The value behind the first `"key":`.
fn field<'a>(json: &'a str, key: &str) -> Option<&'a str> {
    let key = format!("\"{key}\":");
    Some(first(&json[json.find(&key)? + key.len()..]))
}

/// The numbers of a tensor; what is no tensor is itself.
fn data<'a>(json: &'a str, kind: &str, name: &str) -> &'a str {
    let value = field(json, kind).and_then(|all| field(all, name)).unwrap_or("none");
    field(value, "data").unwrap_or(value)
}

/// The text of a string.
fn text(json: &str) -> String {
    json.trim_matches('"').replace("\\\"", "\"")
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let argument = |i, otherwise: &str| arguments.get(i).cloned().unwrap_or(otherwise.to_string());
    let url = std::env::var("GRADD_URL").unwrap_or("http://127.0.0.1:8080".to_string());
    let expr = quote(&argument(1, "(sin(x) + x**2) / log(x)"));
    let question = format!(r#"{{"expr": {expr}, "inputs": {{"x": {}}}}}"#, argument(2, "2"));

    let (status, answer) = post(&url, "/v1/evaluate", &question).unwrap_or_else(|error| {
        eprintln!("error    {error}");
        std::process::exit(1)
    });
    if status != 200 {
        eprintln!("error    {}", text(field(&answer, "detail").unwrap_or("not a gradd server?")));
        eprintln!("hint     {}", text(field(&answer, "hint").unwrap_or("")));
        std::process::exit(1);
    }
    println!("value    {}", data(&answer, "outputs", "out"));
    println!("gradient {}", data(&answer, "gradients", "x"));
}
