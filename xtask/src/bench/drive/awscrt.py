"""Sends files with the S3 client that Amazon's SDKs share, as multipart uploads."""

import json
import sys
from urllib.parse import urlsplit

from awscrt.auth import AwsCredentialsProvider
from awscrt.http import HttpHeaders, HttpRequest
from awscrt.io import ClientTlsContext, TlsContextOptions
from awscrt.s3 import (
    S3Client,
    S3RequestTlsMode,
    S3RequestType,
    create_default_s3_signing_config,
)

plan = json.load(open(sys.argv[1]))
origin = urlsplit(plan["origin"])
secure = origin.scheme == "https"
connection_options = None
if secure:
    options = TlsContextOptions()
    options.override_default_trust_store_from_path(ca_filepath=plan["ca"])
    connection_options = ClientTlsContext(options).new_connection_options()
credentials = AwsCredentialsProvider.new_static("benchmark", "benchmark")
client = S3Client(
    region="us-east-1",
    tls_mode=S3RequestTlsMode.ENABLED if secure else S3RequestTlsMode.DISABLED,
    tls_connection_options=connection_options,
    signing_config=create_default_s3_signing_config(
        region="us-east-1", credential_provider=credentials
    ),
    part_size=plan["part_size"],
    throughput_target_gbps=100.0,
    max_active_connections_override=plan["connections"],
)
requests = []
for number, one in enumerate(plan["files"]):
    headers = HttpHeaders(
        [
            ("Host", origin.netloc),
            ("Content-Type", plan["content_type"]),
            ("Content-Length", str(one["size"])),
        ]
    )
    request = HttpRequest("PUT", f"/bench/clip-{number}.mov", headers)
    requests.append(
        client.make_request(
            type=S3RequestType.PUT_OBJECT,
            request=request,
            send_filepath=one["path"],
        )
    )
for request in requests:
    request.finished_future.result()
