"""A document camera that cv2's own V4L2 back end opens, without hardware or kernel module.

`python -m devices.document_camera.simulator --state DIR --control PATH` composes what lies under the camera
into DIR/frame.jpg; DIR/video0 stands for the device node. The process that opens the camera runs with
`shim.environment(DIR / "video0", …)`. Production code never imports it.

`sets.photographs` makes photographs of papers whose truth is known, for tests, figures and training:
`papers/` draws papers, `scene/` takes pictures of them, `shots/` says what each set shows.
"""
