"""The program uploads a file to a rescue page."""

import synthetic
from cable import Run, coded

UBOOT_MOD = ["--vendor", "u-boot-mod", "--model", "any"]


def firmware(folder):
    """(path, content) of a uImage that any recipe takes which asks for no model."""
    small, synthetic.PAYLOAD = synthetic.PAYLOAD, synthetic.PAYLOAD * 4
    content, synthetic.PAYLOAD = coded.uimage(), small
    path = folder / "firmware.bin"
    path.write_bytes(content)
    return path, content


def begin(path, *more, model=UBOOT_MOD):
    return Run(*model, "--firmware", path, "--accept-unsigned", "--accept-unstated-model",
               "--interface", "pc0", "--yes", "--no-wait", *more)


def states(run):
    return [event["state"] for event in run.events if event["event"] == "state"]


def upload(path, page, *more, model=UBOOT_MOD):
    """(status, last event, stderr, run), with the file taken whole."""
    run = begin(path, *more, model=model)
    assert page.serve(), run.end()
    assert page.file() == path.read_bytes()
    assert not page.second
    return *run.end(), run
