package dev.tempo.server.jobdocs;

import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.markdown.LinkTargets;
import dev.tempo.server.message.Messages;
import dev.tempo.server.naming.SafeNames;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.transport.BasePath;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where links of a page lead for one who reads it: {@code job:} with the key or the name of a job
 * to that job, {@code other.md} to the job of that name beside this one, another relative address
 * to a file beside the page, one that begins with a slash to a page of Tempo. A job that the reader
 * may not see is as if it were not there.
 */
final class JobLinks implements LinkTargets {
  private static final String JOB = "job:";
  private static final Pattern PAGE =
      Pattern.compile("(?:docs/)?([^/#?]+?)(?:_[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?)?\\.md");
  private static final Pattern PARTS =
      Pattern.compile("([^#?]*)(?:\\?[^#]*)?(#.*)?", Pattern.DOTALL);

  private final Reader reader;
  private final JobIndexEntry job;
  private final DocPlace place;

  /**
   * For the pages about a job.
   *
   * @param place where these lie
   */
  JobLinks(Reader reader, JobIndexEntry job, DocPlace place) {
    this.reader = reader;
    this.job = job;
    this.place = place;
  }

  /**
   * Who reads.
   *
   * @param base what stands before all paths
   */
  record Reader(JobIndex index, Caller caller, BasePath base) {

    /** For a text that belongs to no job: links to jobs are known, files are not. */
    LinkTargets outside() {
      return new LinkTargets() {
        @Override
        public Target link(String address) {
          return address.startsWith(JOB) ? toJob(address) : Target.of(address);
        }

        @Override
        public Target image(String address) {
          return Target.of(address);
        }
      };
    }

    private Target toJob(String address) {
      Matcher parts = matched(address.substring(JOB.length()));
      return found(decoded(parts.group(1)))
          .map(found -> Target.of(page(found) + fragment(parts)))
          .orElseGet(() -> broken("api.docs.noJob", parts.group(1)));
    }

    private Optional<JobIndexEntry> found(String reference) {
      try {
        return Optional.of(index.resolve(reference, caller));
      } catch (ApiException e) {
        List<JobIndexEntry> named =
            index.visibleTo(caller).filter(one -> one.name().equals(reference)).limit(2).toList();
        return named.size() == 1 ? Optional.of(named.getFirst()) : Optional.empty();
      }
    }

    private String page(JobIndexEntry found) {
      return base.at("/jobs/" + found.id());
    }
  }

  @Override
  public Target link(String address) {
    if (address.startsWith(JOB)) {
      return reader.toJob(address);
    }
    if (address.startsWith("/")) {
      return Target.of(reader.base().at(address));
    }
    Matcher parts = matched(address);
    String path = decoded(parts.group(1));
    return neighbour(path)
        .map(found -> reader.page(found) + fragment(parts))
        .or(() -> file(path))
        .map(Target::of)
        .orElseGet(() -> broken("api.docs.noTarget", address));
  }

  @Override
  public Target image(String address) {
    if (address.startsWith("/")) {
      return Target.of(reader.base().at(address));
    }
    return file(decoded(matched(address).group(1)))
        .map(Target::of)
        .orElseGet(() -> broken("api.docs.noImage", address));
  }

  /** The job beside this one that a page's file would be of. */
  private Optional<JobIndexEntry> neighbour(String path) {
    Matcher page = PAGE.matcher(path);
    if (!page.matches()) {
      return Optional.empty();
    }
    String whole = path.substring(path.lastIndexOf('/') + 1, path.length() - ".md".length());
    return beside(whole).or(() -> beside(page.group(1)));
  }

  private Optional<JobIndexEntry> beside(String name) {
    String folder = job.folderPath();
    String key = (folder.isEmpty() ? "" : folder + ":") + SafeNames.safe(name);
    return reader
        .index()
        .at(key)
        .filter(found -> reader.index().isVisible(found.id(), reader.caller()));
  }

  private Optional<String> file(String path) {
    String inside = path.startsWith("./") ? path.substring(2) : path;
    return place
        .file(inside)
        .map(file -> reader.base().at("/api/jobs/" + job.id() + "/docs/files/" + encoded(inside)));
  }

  private static Matcher matched(String address) {
    Matcher parts = PARTS.matcher(address);
    if (!parts.matches()) {
      throw new IllegalStateException(address);
    }
    return parts;
  }

  private static String fragment(Matcher parts) {
    return Optional.ofNullable(parts.group(2)).orElse("");
  }

  private static String decoded(String path) {
    try {
      return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return path;
    }
  }

  private static String encoded(String path) {
    return URLEncoder.encode(path, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
  }

  private static Target broken(String key, String address) {
    return Target.broken(Messages.message(key, "address", address));
  }
}
