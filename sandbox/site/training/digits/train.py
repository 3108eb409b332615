"""The run `digits`: trains a small model, and writes it where MODEL_OUTPUT_URI says, as any run does.

The same training writes the same bytes each time, so that the platform file can pin their sum.
"""

import hashlib
import io
import json
import os
from urllib.parse import urlparse

import boto3
import joblib
from botocore.config import Config
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier

TRAINED_ON = 1500
SAMPLES = 5
PICKLE_PROTOCOL = 4

SETTINGS = {
    "name": "digits",
    "implementation": "mlserver_sklearn.SKLearnModel",
    "parameters": {"uri": "./model.joblib"},
}


def train() -> tuple[RandomForestClassifier, dict]:
    """The model, and what it answers to images that it has not seen."""
    images, labels = load_digits(return_X_y=True)
    model = RandomForestClassifier(n_estimators=20, random_state=0)
    model.fit(images[:TRAINED_ON], labels[:TRAINED_ON])
    unseen = images[TRAINED_ON : TRAINED_ON + SAMPLES]
    answers = [int(answer) for answer in model.predict(unseen)]
    return model, {"inputs": unseen.astype(int).tolist(), "answers": answers}


def folder() -> dict[str, bytes]:
    """Files of the version, by name: what MLServer reads, an example of its use, and the list of their sums."""
    model, example = train()
    dumped = io.BytesIO()
    joblib.dump(model, dumped, protocol=PICKLE_PROTOCOL)
    files = {
        "example.json": json.dumps(example).encode(),
        "model-settings.json": json.dumps(SETTINGS).encode(),
        "model.joblib": dumped.getvalue(),
    }
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  ./{name}\n" for name, content in files.items())
    return {**files, "SHA256SUMS": sums.encode()}


def main() -> None:
    uri = urlparse(os.environ["MODEL_OUTPUT_URI"])
    # a store of the site's own may know neither names of buckets in host names nor sums at the end of what is sent.
    config = Config(
        s3={"addressing_style": "path"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    store = boto3.client("s3", config=config)
    files = folder()
    for name, content in files.items():
        store.put_object(Bucket=uri.netloc, Key=f"{uri.path.strip('/')}/{name}", Body=content)
    print(f"wrote {len(files)} files to {uri.geturl()}; sha256 of SHA256SUMS {hashlib.sha256(files['SHA256SUMS']).hexdigest()}")


if __name__ == "__main__":
    main()
