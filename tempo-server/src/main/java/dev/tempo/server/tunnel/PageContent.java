package dev.tempo.server.tunnel;

/**
 * Answers what is Tempo's on one page's address: all paths below {@code /.tempo/}. Only requests
 * arrive here that the page's {@link PageGate} let in and that come from the page itself, and also
 * navigations of other sites to {@code /.tempo/}, the tab page.
 */
public interface PageContent {

  /**
   * Answers a request; called on the thread of its connection, and may wait. An exception is
   * answered with a 500 that shows nothing of it.
   */
  PageReply answer(PageRequest request);
}
