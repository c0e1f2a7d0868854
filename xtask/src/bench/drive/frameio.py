"""Sends files with Frame.io's present Python SDK, to the addresses in the plan."""

import json
import sys
from types import SimpleNamespace

from frameio.upload import FrameioUploader

plan = json.load(open(sys.argv[1]))
for one in plan["files"]:
    asset = SimpleNamespace(
        upload_urls=[SimpleNamespace(url=url) for url in one["targets"]],
        file_size=one["size"],
        media_type=plan["content_type"],
    )
    with open(one["path"], "rb") as file:
        FrameioUploader(asset, file, max_workers=plan["connections"]).upload()
