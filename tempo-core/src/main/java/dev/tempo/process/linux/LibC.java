package dev.tempo.process.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The functions of glibc that the JDK does not offer, bound directly. Loading this class fails with
 * an {@link UnsatisfiedLinkError} where one is missing; that is the probe for them all.
 *
 * <p>The two {@code posix_spawn} objects are opaque; glibc needs 80 and 336 bytes for them on
 * 64-bit systems, and {@link #OPAQUE_BYTES} is ample for any.
 */
final class LibC {
  static final int OPAQUE_BYTES = 1024;
  static final int EINTR = 4;
  static final int WNOHANG = 1;
  static final int O_RDONLY = 0;
  static final int O_WRONLY_CREAT_APPEND = 01 | 0100 | 02000;
  static final short SPAWN_SETSIGDEF_SETSIGMASK_SETSID = 0x04 | 0x08 | 0x80; // <spawn.h>
  static final int EFD_NONBLOCK_CLOEXEC = 04000 | 02000000;
  static final short POLLIN = 1;

  static {
    Native.register(
        LibC.class,
        NativeLibrary.getProcess(
            Map.of(Library.OPTION_STRING_ENCODING, StandardCharsets.UTF_8.name())));
  }

  private LibC() {}

  static native int posix_spawn(
      IntByReference pid,
      String path,
      Pointer actions,
      Pointer attributes,
      Pointer argv,
      Pointer envp);

  static native int posix_spawn_file_actions_init(Pointer actions);

  static native int posix_spawn_file_actions_destroy(Pointer actions);

  static native int posix_spawn_file_actions_addopen(
      Pointer actions, int fd, String path, int flags, int mode);

  static native int posix_spawn_file_actions_addchdir_np(Pointer actions, String path);

  static native int posix_spawn_file_actions_addclosefrom_np(Pointer actions, int from);

  static native int posix_spawnattr_init(Pointer attributes);

  static native int posix_spawnattr_setflags(Pointer attributes, short flags);

  static native int posix_spawnattr_setsigdefault(Pointer attributes, Pointer signals);

  static native int posix_spawnattr_setsigmask(Pointer attributes, Pointer signals);

  static native int sigemptyset(Pointer signals);

  static native int sigfillset(Pointer signals);

  static native int mkfifo(String path, int mode) throws LastErrorException;

  static native int kill(int pid, int signal) throws LastErrorException;

  static native int wait4(int pid, IntByReference status, int options, Pointer usage)
      throws LastErrorException;

  /** {@code pidfd_open(2)} has no wrapper before glibc 2.36. */
  static native NativeLong syscall(NativeLong number, NativeLong first, NativeLong second)
      throws LastErrorException;

  static native int poll(Pointer fds, NativeLong count, int milliseconds) throws LastErrorException;

  static native int eventfd(int initial, int flags) throws LastErrorException;

  static native int eventfd_write(int fd, long value) throws LastErrorException;

  static native int eventfd_read(int fd, Pointer value) throws LastErrorException;

  static native int close(int fd);

  static native String strerror(int error);

  /** A {@code char *[]} that ends in a null pointer, in one block with the texts. */
  static Memory strings(List<String> texts) {
    List<byte[]> bytes = texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    long at = (texts.size() + 1L) * Native.POINTER_SIZE;
    Memory block = new Memory(at + bytes.stream().mapToLong(text -> text.length + 1).sum());
    block.clear();
    for (int i = 0; i < bytes.size(); i++) {
      block.setPointer((long) i * Native.POINTER_SIZE, block.share(at));
      block.write(at, bytes.get(i), 0, bytes.get(i).length);
      at += bytes.get(i).length + 1;
    }
    return block;
  }
}
