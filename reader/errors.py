"""Everything that can go wrong and be said to a reader.

Each error carries the key of a sentence and its fields; the sentence itself stands in `locale`, so that one failure
reads right in every language. `cause` is for `--verbose` and the log, never for the screen.

NuriError
├── ConfigError                  several problems, each with file and line
├── UnknownName                  a section, station, source or article that does not exist, with its nearest names
├── FetchError                   an address did not answer as it should; names the host
│   ├── Offline                  no network at all
│   ├── Unreachable              this host: no address, refused, connection lost
│   ├── TimedOut                 the whole request's deadline
│   ├── TooLarge                 over the cap, on the wire or unpacked
│   ├── BadAnswer                broken HTTP, broken compression, cut off
│   ├── Untrusted                TLS
│   ├── BadRedirect              a loop, too many, another scheme, a private address
│   ├── Refused                  an HTTP status: 4xx, 5xx
│   │   ├── Gone                 410
│   │   ├── Challenged           403: a browser is wanted first (a bot check)
│   │   └── AskedToWait          429 or 503, with a time
│   ├── UnsafeAddress            not http or https, or not an address at all
│   ├── BadProxy                 an environment variable that cannot be used
│   └── ProxyRefused             the proxy of that variable does not connect
├── ParseError                   the bytes came, but are not what was asked for
│   ├── NotWhatItSays            HTML where a feed or XML was expected
│   ├── PictureTooLarge          more pixels than are decoded
│   └── Deleted                  the site says that the article no longer exists
├── NoPassword                   a sync server wants one, and neither environment nor command gave one
├── NoSyncServer                 nothing at a configured address speaks the Google Reader API
├── SyncServerThere              an address that was to be added is a sync server's, which wants name and password
├── ActionsWait                  a sync server that is to be removed is still to be told of something
├── SyncRefused                  a sync server takes no part before the configuration, or its own, changes
│   ├── LoginRefused             wrong name or password
│   └── ApiOff                   its API is switched off
├── BadOpml                      a file of subscriptions that cannot be read, with the line
├── LibraryError                 the reader's own database
│   ├── LibraryTooNew            written by a newer version; untouched
│   ├── LibraryDamaged           set aside, with what could be read carried over
│   ├── LibraryUnwritable        read-only, full or locked
│   ├── LibraryInUse             open in another window, which must be closed first
│   └── NotALibrary              a file that is no library, or a damaged one, where one was asked for
├── FileThere                    a file stands where one is to be written; nothing is ever written over
├── NothingOffered               an address answers, but offers no source
├── SourceThere                  a source of this address is configured already
├── ViewThere                    a list of this name stands among the sections already
├── CannotRead                   a file that was named cannot be read
├── CannotSave                   an article could not be written into the reader's folder
├── NoBrowser                    nothing here opens a link; the link is named
├── ConfigUnwritable             a choice made on the screen could not be written into the configuration
└── NoKey                        a weather service wants a key, and neither environment nor command gave one
"""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct


class NuriError(Exception):
    """The root. `key` names the sentence in `locale`, `fields` fill it."""

    key: ClassVar[str] = "error.unexpected"

    def __init__(self, *, cause: str = "", **fields: object) -> None:
        super().__init__(self.key, fields)
        self.fields: dict[str, object] = fields
        self.cause = cause

    def __reduce__(self) -> tuple[object, ...]:
        """Let an error pass from one process to another whole, whatever its constructor takes."""
        return _again, (type(self), self.args, self.__dict__)

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in self.fields.items())
        return f"{self.key}({told}) {self.cause}".rstrip()


def _again(kind: type[NuriError], args: tuple[object, ...], state: dict[str, object]) -> NuriError:
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(state)
    return error


class Problem(Struct, frozen=True):
    """One mistake in a configuration: where (`line` from 1, 0: unknown), and the sentence that says what is right."""

    file: str
    line: int
    key: str
    fields: dict[str, object]


class ConfigError(NuriError):
    """A configuration with one or more problems, all of them named at once."""

    key = "error.config"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(count=len(problems))
        self.problems = problems


class UnknownName(NuriError):
    """`what` is article, section, source, station or view; `given` what was asked; `nearest` what comes close."""

    key = "error.unknown_name"

    def __init__(self, what: str, given: str, nearest: tuple[str, ...] = ()) -> None:
        super().__init__(what=what, given=given, nearest=nearest)


class FetchError(NuriError):
    """An address did not answer as it should; `host` is always among the fields."""

    key = "error.fetch"


class Offline(FetchError):
    """There is no network: several hosts in a row could not be reached, or the reader chose to stay offline."""

    key = "error.offline"


class Unreachable(FetchError):
    """This host has no address, refuses, or lost the connection."""

    key = "error.unreachable"


class TimedOut(FetchError):
    """The whole request took longer than `seconds`."""

    key = "error.timed_out"


class TooLarge(FetchError):
    """The answer is over `limit` bytes, on the wire or unpacked."""

    key = "error.too_large"


class BadAnswer(FetchError):
    """Broken HTTP, broken compression, or a connection cut in mid-answer."""

    key = "error.bad_answer"


class Untrusted(FetchError):
    """The certificate cannot be trusted, or TLS failed."""

    key = "error.untrusted"


class BadRedirect(FetchError):
    """A redirect that is not followed: a loop, too many, another scheme, a private address."""

    key = "error.bad_redirect"


class Refused(FetchError):
    """The server answered with `status`, an HTTP error."""

    key = "error.refused"


class Gone(Refused):
    """The server says that this address is gone for good (410)."""

    key = "error.gone"


class Challenged(Refused):
    """The server lets only browsers in that pass its check (`cf-mitigated: challenge`)."""

    key = "error.challenged"


class AskedToWait(Refused):
    """The server asked not to be asked again before `until` (429 or 503; RFC 9110 10.2.3)."""

    key = "error.asked_to_wait"


class UnsafeAddress(FetchError):
    """Not an http or https address."""

    key = "error.unsafe_address"


class BadProxy(FetchError):
    """The proxy named by the environment `variable` cannot be used."""

    key = "error.bad_proxy"


class ProxyRefused(FetchError):
    """The proxy named by the environment `variable` does not connect to the host."""

    key = "error.proxy_refused"


class ParseError(NuriError):
    """The bytes arrived but hold nothing of what was asked for."""

    key = "error.parse"


class NotWhatItSays(ParseError):
    """Another kind of document than was asked for, `expected` and `found` named."""

    key = "error.not_what_it_says"


class PictureTooLarge(ParseError):
    """A picture of more than `limit` million pixels, which is not decoded."""

    key = "error.picture_too_large"


class Deleted(ParseError):
    """The site answers that this article does not exist (any more)."""

    key = "error.deleted"


class SyncRefused(NuriError):
    """The sync server at `host` takes no part: asking again is of no use until somebody changes something."""

    key = "error.sync_refused"


class LoginRefused(SyncRefused):
    """It does not know this name with this password."""

    key = "error.login_refused"


class ApiOff(SyncRefused):
    """It says that its API is switched off."""

    key = "error.api_off"


class NoPassword(NuriError):
    """The environment variable or the command `name`, from which a sync server's password is to come, gave none."""

    key = "error.no_password"


class NoSyncServer(NuriError):
    """Nothing at `host` speaks the Google Reader API."""

    key = "error.no_sync_server"


class SyncServerThere(NuriError):
    """At `url` stands a sync server, which wants a name and a password: what to write into the configuration `file`."""

    key = "error.sync_server_there"


class ActionsWait(NuriError):
    """The sync server `name`, which is to be removed, has `articles` here, and `count` actions are still to be sent."""

    key = "error.actions_wait"


class BadOpml(NuriError):
    """A `file` of subscriptions that is no OPML at `line` (from 1), or too large for one; nothing was taken from it."""

    key = "error.bad_opml"


class LibraryError(NuriError):
    """The library cannot do what was asked; `file` names the database."""

    key = "error.library"


class LibraryTooNew(LibraryError):
    """Written by a newer version of Nuri; it was not touched."""

    key = "error.library_too_new"


class LibraryDamaged(LibraryError):
    """The file was damaged and set aside as `aside`."""

    key = "error.library_damaged"


class LibraryUnwritable(LibraryError):
    """Read-only, full or locked: what was asked was not kept."""

    key = "error.library_unwritable"


class LibraryInUse(LibraryError):
    """Another window has the library open."""

    key = "error.library_in_use"


class NotALibrary(LibraryError):
    """`file` is no library of Nuri's, or a damaged one."""

    key = "error.not_a_library"


class FileThere(NuriError):
    """`file` exists already, and nothing is ever written over."""

    key = "error.file_there"


class NothingOffered(NuriError):
    """What answers at `host` is no feed, names none, and is no site that is known."""

    key = "error.nothing_offered"


class SourceThere(NuriError):
    """The address is that of the configured source `name`."""

    key = "error.source_there"


class ViewThere(NuriError):
    """A list called `name` stands among the sections already."""

    key = "error.view_there"


class CannotRead(NuriError):
    """The `file` that was named cannot be read."""

    key = "error.cannot_read"


class CannotSave(NuriError):
    """An article could not be written into `folder`."""

    key = "error.cannot_save"


class NoBrowser(NuriError):
    """No browser is known here that could open `url`."""

    key = "error.no_browser"


class NoKey(NuriError):
    """The environment variable or the command `name`, from which a key is to come, gave none."""

    key = "error.no_key"


class ConfigUnwritable(NuriError):
    """The configuration `file` could not be written; it is as it was."""

    key = "error.config_unwritable"
