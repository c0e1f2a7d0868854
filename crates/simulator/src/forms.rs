//! Bodies of the endpoints that hand out tokens: multipart or urlencoded forms, nothing else.

use std::collections::BTreeMap;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{HeaderMap, header};

const MOST: usize = 64 * 1024;

pub enum Form {
    Fields(BTreeMap<String, String>),
    /// JSON, or anything else that is not a form; carries the content type.
    Other(String),
    Malformed,
}

impl Form {
    pub async fn read(request: Request) -> Form {
        let content_type = content_type(request.headers());
        let kind = content_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
        match kind.as_str() {
            "multipart/form-data" => {
                let Ok(mut multipart) = Multipart::from_request(request, &()).await else {
                    return Form::Malformed;
                };
                let mut fields = BTreeMap::new();
                loop {
                    match multipart.next_field().await {
                        Ok(None) => return Form::Fields(fields),
                        Ok(Some(field)) => {
                            let Some(name) = field.name().map(str::to_owned) else {
                                return Form::Malformed;
                            };
                            let Ok(value) = field.text().await else { return Form::Malformed };
                            fields.insert(name, value);
                        }
                        Err(_) => return Form::Malformed,
                    }
                }
            }
            "application/x-www-form-urlencoded" => {
                match to_bytes(request.into_body(), MOST).await {
                    Ok(bytes) => {
                        Form::Fields(url::form_urlencoded::parse(&bytes).into_owned().collect())
                    }
                    Err(_) => Form::Malformed,
                }
            }
            _ => Form::Other(content_type),
        }
    }
}

/// Reads `grant_type` and hands the request back as it was.
pub async fn peek_grant(request: Request) -> (Request, Option<String>) {
    let (head, body) = request.into_parts();
    let bytes = to_bytes(body, MOST).await.unwrap_or_else(|_| Bytes::new());
    let copy = Request::from_parts(head.clone(), Body::from(bytes.clone()));
    let grant = match Form::read(copy).await {
        Form::Fields(mut fields) => fields.remove("grant_type"),
        _ => None,
    };
    (Request::from_parts(head, Body::from(bytes)), grant)
}

pub fn content_type(headers: &HeaderMap) -> String {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    value.unwrap_or("").to_owned()
}
