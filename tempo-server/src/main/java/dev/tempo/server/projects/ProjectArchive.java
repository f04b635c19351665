package dev.tempo.server.projects;

import dev.tempo.files.HeldDirectory;
import dev.tempo.files.TreeWalk;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Packs directories into a ZIP file while it is written; links are left out. */
final class ProjectArchive {
  private static final Logger LOG = LoggerFactory.getLogger(ProjectArchive.class);

  private ProjectArchive() {}

  /**
   * Adds all that is in a directory.
   *
   * @param prefix before the names of its entries, with a slash at the end
   * @return what had to be left out, links not counted
   */
  static List<String> add(ZipOutputStream zip, Path directory, String prefix) throws IOException {
    Packer packer = new Packer(zip, prefix);
    TreeWalk.through(directory, packer);
    return packer.leftOut;
  }

  /** Writes all that is in a directory as a ZIP file. */
  static void write(OutputStream out, HeldDirectory directory) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
    TreeWalk.through(directory, new Packer(zip, ""));
    zip.finish();
  }

  private static final class Packer implements TreeWalk.Visitor {
    private final ZipOutputStream zip;
    private final String prefix;
    private final List<String> leftOut = new ArrayList<>();

    Packer(ZipOutputStream zip, String prefix) {
      this.zip = zip;
      this.prefix = prefix;
    }

    @Override
    public boolean enter(Path way) {
      return hasName(way);
    }

    @Override
    public boolean visit(HeldDirectory in, Path way, BasicFileAttributes attributes)
        throws IOException {
      boolean isFile = attributes.isRegularFile() && !ProjectTree.isUnfinished(way);
      if (isFile && hasName(way)) {
        pack(in, way, attributes);
      }
      return true;
    }

    private boolean hasName(Path way) {
      boolean hasName = FilePath.isName(way.getFileName().toString());
      if (!hasName) {
        fail(way, new FileSystemException(way.toString(), null, "its name cannot be packed"));
      }
      return hasName;
    }

    private void pack(HeldDirectory in, Path way, BasicFileAttributes attributes)
        throws IOException {
      try (FileChannel content = in.read(way.getFileName());
          InputStream bytes = Channels.newInputStream(content)) {
        ZipEntry entry = new ZipEntry(prefix + way);
        entry.setLastModifiedTime(attributes.lastModifiedTime());
        zip.putNextEntry(entry);
        bytes.transferTo(zip);
        zip.closeEntry();
      } catch (NoSuchFileException e) {
        return; // gone meanwhile
      } catch (FileSystemException e) {
        fail(way, e);
      }
    }

    @Override
    public void leave(Path way, int entries) throws IOException {
      if (entries == 0) {
        zip.putNextEntry(new ZipEntry(prefix + way + "/"));
        zip.closeEntry();
      }
    }

    @Override
    public void fail(Path way, IOException problem) {
      LOG.warn("{}{} is left out of an archive, since it cannot be read", prefix, way, problem);
      leftOut.add(prefix + way);
    }
  }
}
