//! The three ways this cloud says no: simple JSON, detailed JSON, and S3's XML.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use uuid::Uuid;

/// Auth endpoints.
pub fn simple(status: StatusCode, error: &str) -> Response {
    (status, Json(json!({ "error": error }))).into_response()
}

/// Everything else under the API's own roof.
pub fn detailed(status: StatusCode, title: &str, detail: &str) -> Response {
    let code = status.as_u16();
    let body = json!({
        "code": code,
        "message": title,
        "errors": [{ "code": code, "status": code, "title": title, "detail": detail }],
    });
    (status, Json(body)).into_response()
}

pub fn not_authorized() -> Response {
    unauthorized_as(401)
}

pub fn unauthorized_as(status: u16) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::UNAUTHORIZED);
    detailed(status, "Not Authorized", "You are not allowed to access that resource")
}

pub fn not_connected(status: u16) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::NOT_FOUND);
    detailed(status, "Not Found", "The device is not connected to a project")
}

pub fn forbidden(detail: &str) -> Response {
    detailed(StatusCode::FORBIDDEN, "Forbidden", detail)
}

pub fn channel_paused() -> Response {
    detailed(
        StatusCode::CONFLICT,
        "Channel Paused",
        "The channel you're uploading from is currently paused.",
    )
}

pub fn not_found() -> Response {
    detailed(StatusCode::NOT_FOUND, "Not Found", "The resource does not exist")
}

pub fn invalid_arguments(detail: &str) -> Response {
    detailed(StatusCode::UNPROCESSABLE_ENTITY, "Invalid Arguments", detail)
}

pub fn bad_request(detail: &str) -> Response {
    detailed(StatusCode::BAD_REQUEST, "Bad Request", detail)
}

/// The part host.
pub fn xml(status: StatusCode, code: &str, message: &str, resource: &str) -> Response {
    let request_id = Uuid::new_v4().simple().to_string()[..16].to_uppercase();
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{}</Code><Message>{}</Message>\
         <Resource>{}</Resource><RequestId>{request_id}</RequestId></Error>",
        escaped(code),
        escaped(message),
        escaped(resource),
    );
    let mut answer = (status, [(header::CONTENT_TYPE, "application/xml")], body).into_response();
    if let Ok(id) = HeaderValue::from_str(&request_id) {
        answer.headers_mut().insert("x-amz-request-id", id);
    }
    answer
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

const S3_CODES: &[(&str, u16)] = &[
    ("InternalError", 500),
    ("ServiceUnavailable", 503),
    ("SlowDown", 503),
    ("RequestTimeout", 400),
    ("IncompleteBody", 400),
    ("BadDigest", 400),
    ("OperationAborted", 409),
    ("TemporaryRedirect", 307),
    ("RequestTimeTooSkewed", 403),
    ("AccessDenied", 403),
    ("ExpiredToken", 400),
    ("SignatureDoesNotMatch", 403),
    ("NoSuchUpload", 404),
    ("NoSuchKey", 404),
    ("NoSuchBucket", 404),
    ("EntityTooLarge", 400),
    ("EntityTooSmall", 400),
    ("InvalidArgument", 400),
    ("InvalidRequest", 400),
    ("MissingContentLength", 411),
    ("NotImplemented", 501),
    ("MethodNotAllowed", 405),
];

/// Fills in whichever of the two was not said; 503 `SlowDown` when neither was.
pub fn s3_status_and_code(status: Option<u16>, code: Option<&str>) -> (StatusCode, String) {
    let code_for = |status: u16| match status {
        503 => "SlowDown",
        400 => "RequestTimeout",
        403 => "AccessDenied",
        404 => "NoSuchKey",
        status => S3_CODES
            .iter()
            .find(|(_, usual)| *usual == status)
            .map_or("InternalError", |(code, _)| *code),
    };
    let status_for = |code: &str| {
        S3_CODES.iter().find(|(known, _)| *known == code).map_or(500, |(_, status)| *status)
    };
    let (status, code) = match (status, code) {
        (Some(status), Some(code)) => (status, code),
        (Some(status), None) => (status, code_for(status)),
        (None, Some(code)) => (status_for(code), code),
        (None, None) => (503, "SlowDown"),
    };
    (StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), code.to_owned())
}
