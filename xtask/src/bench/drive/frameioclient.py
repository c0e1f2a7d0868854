"""Sends files with Frame.io's first Python SDK, to the addresses in the plan."""

import json
import sys

from frameioclient.lib.upload import FrameioUploader

plan = json.load(open(sys.argv[1]))
for one in plan["files"]:
    asset = {
        "filesize": one["size"],
        "filetype": plan["content_type"],
        "upload_urls": one["targets"],
    }
    with open(one["path"], "rb") as file:
        FrameioUploader(asset, file).upload()
