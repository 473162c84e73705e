"""Debian's U-Boot in an emulated computer with one USB stick."""

import pathlib
import zlib

import guest

UBOOT = "/usr/lib/u-boot/qemu_arm64/u-boot.bin"
PROMPT = "\n=> $"
ADDRESS = "0x48000000"


def need():
    guest.need("qemu-system-aarch64")
    if not pathlib.Path(UBOOT).exists():
        guest.skip("Debian's u-boot-qemu is not installed")


def boot(stick):
    """With one stick: this U-Boot stumbles over several that are all QEMU's."""
    console = guest.Console(
        ["qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a57", "-m", "512", "-nographic",
         "-net", "none", "-bios", UBOOT, "-device", "usb-ehci", "-device",
         "usb-storage,drive=stick", "-drive",
         f"if=none,id=stick,format=raw,readonly=on,file={stick}"])
    console.until("autoboot")
    console.say(" ")
    console.until(PROMPT)
    assert "1 Storage Device" in console.ask("usb start", PROMPT)
    return console


def has_sum(console, content, size="${filesize}"):
    summed = console.ask(f"crc32 {ADDRESS} {size}", PROMPT)
    assert f"==> {zlib.crc32(content):08x}" in summed, summed


def loads(console, place, name, content):
    console.ask(f"mw.b {ADDRESS} 0xff 0x100", PROMPT)
    loaded = console.ask(f'fatload {place} {ADDRESS} "{name}"', PROMPT)
    assert f"{len(content)} bytes read" in loaded, loaded
    has_sum(console, content)


def reads(console, content):
    sectors = len(content) // 512
    read = console.ask(f"usb read {ADDRESS} 0 {sectors:x}", PROMPT)
    assert f"{sectors} blocks read: OK" in read, read
    has_sum(console, content, f"{len(content):x}")


def finds_nothing(console):
    said = console.ask(f"fatload usb 0:1 {ADDRESS} miwifi.bin", PROMPT)
    assert "bytes read" not in said, said
