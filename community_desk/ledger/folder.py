"""The folder a ledger lives in: its files, its owner, and whether it is a place where data is safe."""

import ctypes
import os
import sys
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from community_desk.domain.errors import UserError

DATABASE_NAME = "ledger.db"
BACKUP_FOLDER = "backups"
MOUNT_TABLE = Path("/proc/self/mounts")  # Linux: what is mounted where
_LOCK_NAME = "ledger.lock"
_OWNER_NAME = "ledger.owner"
# Folders that other programs upload while they are written: half a database and half its log are no ledger.
_SYNC_FOLDERS = {
    "onedrive": "OneDrive", "坚果云": "坚果云", "nutstore": "坚果云", "我的坚果云": "坚果云", "微云": "微云",
    "weiyun": "微云", "百度网盘": "百度网盘", "baidunetdisk": "百度网盘", "baidusyncdisk": "百度网盘同步空间",
    "dropbox": "Dropbox", "google drive": "Google Drive", "iclouddrive": "iCloud", "wps云盘": "WPS 云盘",
    "阿里云盘": "阿里云盘", "夸克网盘": "夸克网盘",
}  # fmt: skip
_NETWORK_FILESYSTEMS = {
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "ncpfs", "davfs", "fuse.sshfs", "fuse.davfs2",
    "fuse.gvfsd-fuse", "fuse.rclone", "glusterfs", "fuse.glusterfs", "ceph",
}  # fmt: skip
_DRIVE_REMOTE = 4  # GetDriveTypeW, Windows' winbase.h


class OwnedElsewhereError(UserError):
    """Another program writes this ledger now."""


@dataclass(frozen=True, slots=True)
class LedgerFolder:
    """A data folder and the names in it."""

    path: Path

    @property
    def database(self) -> Path:
        """The encrypted database."""
        return self.path / DATABASE_NAME

    @property
    def backups(self) -> Path:
        """Where this ledger's backups go unless the office chose another place."""
        return self.path / BACKUP_FOLDER

    def is_empty(self) -> bool:
        """Whether a new ledger may be made here: the folder is missing, or holds nothing of anybody's."""
        ours = {_LOCK_NAME, _OWNER_NAME}
        return not self.path.exists() or all(entry.name in ours for entry in self.path.iterdir())


def refuse_network_drive(path: Path) -> None:
    """Raise ``UserError`` if ``path`` is on another computer: file locks do not hold there, and two PCs writing
    at once destroy a database (SQLite's own documentation; worse on Windows shares since SQLite 3.50)."""
    if _is_on_network(path):
        raise UserError(
            "台账不能放在网络盘或共享文件夹上：断网或两台电脑同时写会损坏数据。"
            "请放在本机硬盘（如 D 盘），备份可以放到网络盘。",
            field="data",
        )


def sync_folder_warning(path: Path) -> str:
    """One sentence if ``path`` lies in a folder that a cloud program uploads, else an empty text."""
    for part in path.parts:
        name = part.casefold()
        for mark, program in _SYNC_FOLDERS.items():
            if name == mark or name.startswith((mark + " ", mark + "-")):
                return (
                    f"台账放在 {program} 的同步文件夹里：同步到一半的文件可能损坏台账。"
                    "建议移到别的文件夹，只把备份放在同步文件夹里。"
                )
    return ""


def _is_on_network(path: Path) -> bool:
    text = str(path)
    if sys.platform == "win32":
        if text.startswith(("\\\\", "//")) and not text.startswith("\\\\?\\"):
            return True
        drive = PureWindowsPath(path.resolve()).anchor
        return bool(ctypes.windll.kernel32.GetDriveTypeW(drive) == _DRIVE_REMOTE)
    return _mounted_filesystem(path.resolve()) in _NETWORK_FILESYSTEMS


def _mounted_filesystem(path: Path) -> str:
    """The file system type of the mount ``path`` is on; empty where the system does not tell."""
    if not MOUNT_TABLE.is_file():
        return ""
    best, kind = "", ""
    for line in MOUNT_TABLE.read_text(encoding="utf-8", errors="replace").splitlines():
        _, mount, filesystem, *_ = line.split(" ")
        # The kernel writes blanks in the path as octal escapes.
        place = (
            mount.encode().decode("unicode_escape").encode("latin-1", "replace").decode("utf-8", "replace")
        )
        inside = path == Path(place) or Path(place) in path.parents
        if inside and len(place) >= len(best):
            best, kind = place, filesystem
    return kind


class Ownership:
    """The operating system's lock on a data folder: one program writes a ledger at a time.

    The system gives the lock back when its holder dies, however it dies.
    """

    def __init__(self, folder: LedgerFolder) -> None:
        # Closed on another thread than it was opened on, it must go back all the same.
        self._lock = FileLock(folder.path / _LOCK_NAME, thread_local=False)
        self._owner = folder.path / _OWNER_NAME

    def take(self) -> None:
        """Become the owner, or raise ``UserError`` naming who is."""
        try:
            self._lock.acquire(timeout=0)
            self._owner.write_text(f"{os.getpid()}\n{Path(sys.argv[0]).name}\n", encoding="utf-8")
        except Timeout:
            raise OwnedElsewhereError(f"这个台账正由{self._who()}打开，请先关闭它。", "data") from None
        except OSError as error:
            self._lock.release()
            raise UserError(
                "台账所在的文件夹不能写；请换一个可以写的位置，或请管理员开放权限。", "data"
            ) from error

    def refuse_if_taken(self) -> None:
        """Raise ``OwnedElsewhereError`` if somebody else is the owner; nobody becomes it."""
        try:
            with self._lock.acquire(timeout=0):
                pass
        except Timeout:
            raise OwnedElsewhereError(f"这个台账正由{self._who()}打开，请先关闭它。", "data") from None
        except OSError:
            return  # whoever takes it is told why it cannot be written

    def release(self) -> None:
        """Let others write."""
        if self._lock.is_locked:
            self._owner.unlink(missing_ok=True)
            self._lock.release()

    def _who(self) -> str:
        try:
            pid, program = self._owner.read_text(encoding="utf-8").splitlines()[:2]
        except (OSError, ValueError):
            return "另一个程序"
        return f"另一个程序（{program}，进程 {pid}）"

    def __enter__(self) -> Self:
        self.take()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
