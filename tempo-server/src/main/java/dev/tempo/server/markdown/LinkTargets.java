package dev.tempo.server.markdown;

import dev.tempo.message.Message;
import java.util.Optional;

/** Says where the links and images of a text lead. */
public interface LinkTargets {
  /** Leaves relative addresses as they are, for a text that lies nowhere. */
  LinkTargets NOWHERE =
      new LinkTargets() {
        @Override
        public Target link(String address) {
          return Target.of(address);
        }

        @Override
        public Target image(String address) {
          return Target.of(address);
        }
      };

  /**
   * Where an address leads.
   *
   * @param url what stands in the HTML; empty if the link is shown as its text alone
   * @param problem what is wrong with it
   */
  record Target(Optional<String> url, Optional<Message> problem) {

    /** It leads there. */
    public static Target of(String url) {
      return new Target(Optional.of(url), Optional.empty());
    }

    /** It leads nowhere. */
    public static Target broken(Message problem) {
      return new Target(Optional.empty(), Optional.of(problem));
    }
  }

  /**
   * Where a link leads that is relative, or one to a job.
   *
   * @param address as it is written, without entities; never one with another scheme than {@code
   *     job:}
   */
  Target link(String address);

  /**
   * Where an image lies whose address is relative.
   *
   * @param address as it is written, without entities
   */
  Target image(String address);
}
