"""Asks substrait-validator about a plan.

The validator (0.1.4) knows Substrait v0.57, our plans are v0.85. So a plan is first written in the older form, which says the same: extensions by the URI of their file
and not by URN, grouping expressions inside their grouping, limits as numbers. The extensions' files are those of v0.85, in the folder that SUBSTRAIT_EXTENSIONS names.
"""

import json
import os
import re
import sys
import tempfile
from functools import cache
from pathlib import Path

import substrait_validator
from google.protobuf import json_format
from grpc_tools import protoc

protos = Path(__file__).parent.parent / "proto"


def problems_of(plan: bytes) -> list[str]:
    """The errors that the validator finds, without those that `explained` lists."""
    folder = os.environ.get("SUBSTRAIT_EXTENSIONS")
    if folder is None:
        sys.exit("SUBSTRAIT_EXTENSIONS must name the folder `extensions` of Substrait v0.85")
    config = substrait_validator.Config()
    config.add_uri_resolver(lambda uri: resolve(Path(folder), uri))
    report = substrait_validator.plan_to_diagnostics_str(older_form(plan), config)
    found = {line for line in report.splitlines() if line.startswith("Error")}
    return sorted(problem for problem in found if not any(re.search(pattern, problem) for pattern in explained))


# What the validator says of itself, and DataFusion's numbers for unsigned integers, which DataFusion 55 forbids to declare.
explained = [
    r"(IntervalCompound|PrecisionTimestamp|PrecisionTimestampTz) literals are not yet implemented",
    r"type variation anchor 1 does not exist",
]


def resolve(folder: Path, uri: str) -> bytes:
    return (folder / uri.rsplit(":", 1)[1]).with_suffix(".yaml").read_bytes()


@cache
def plan_class():
    """The message Plan of v0.85, made of the protos of this package."""
    folder = tempfile.mkdtemp()
    files = [str(path) for path in protos.rglob("*.proto")]
    include = Path(protoc.__file__).parent / "_proto"
    if protoc.main(["", f"-I{protos}", f"-I{include}", f"--descriptor_set_out={folder}/set", "--include_imports", *files]):
        sys.exit("protoc failed")
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

    pool = descriptor_pool.DescriptorPool()
    for file in descriptor_pb2.FileDescriptorSet.FromString(Path(f"{folder}/set").read_bytes()).file:
        pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("substrait.Plan"))


def older_form(plan: bytes) -> bytes:
    message = json.loads(json_format.MessageToJson(plan_class().FromString(plan)))
    message["extensionUris"] = [
        {"extensionUriAnchor": urn["extensionUrnAnchor"], "uri": urn["urn"]} for urn in message.pop("extensionUrns", [])
    ]
    message["version"]["minorNumber"] = 57
    for extension in message.get("extensions", []):
        function = extension["extensionFunction"]
        function["extensionUriReference"] = function.pop("extensionUrnReference")
    rewrite(message)
    return json_format.Parse(json.dumps(message), substrait_validator.substrait.plan_pb2.Plan()).SerializeToString()


def rewrite(value) -> None:
    if isinstance(value, list):
        for inner in value:
            rewrite(inner)
    if not isinstance(value, dict):
        return
    for key, inner in value.items():
        rewrite(inner)
        if key == "aggregate":
            expressions = inner.pop("groupingExpressions", [])
            inner["groupings"] = [
                {"groupingExpressions": [expressions[index] for index in grouping.get("expressionReferences", [])]}
                for grouping in inner.get("groupings", [])
            ]
        if key == "fetch":
            for name in ("offset", "count"):
                if f"{name}Expr" in inner:
                    inner[name] = inner.pop(f"{name}Expr")["literal"]["i64"]
