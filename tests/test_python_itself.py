"""What is asked of Python itself by a line of the configuration; when one fails, that line can go."""

import contextlib
import gc
import select
import socket
import ssl
import struct
import warnings


def reset_before_the_handshake() -> socket.socket:
    """A connected socket whose peer has answered with a reset already."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        ours = socket.create_connection(server.getsockname())
        theirs, _ = server.accept()
        theirs.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        theirs.close()
    select.select([ours], [], [], 10)
    return ours


def test_ssl_drops_a_socket_that_was_reset_before_the_handshake_without_closing_it():
    """The one warning that pyproject.toml lets pass (see `filterwarnings` there)."""
    context = ssl.create_default_context()
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        with contextlib.suppress(ConnectionResetError):
            context.wrap_socket(reset_before_the_handshake(), server_hostname="localhost")
        gc.collect()
    left = [str(warning.message) for warning in seen if "unclosed <ssl.SSLSocket" in str(warning.message)]
    assert ["raddr" in message for message in left] == [False]


def test_that_warning_is_the_one_which_is_let_pass():
    context = ssl.create_default_context()
    with contextlib.suppress(ConnectionResetError):
        context.wrap_socket(reset_before_the_handshake(), server_hostname="localhost")
    gc.collect()
