/**
 * Reads Markdown and writes it as HTML that is safe to show: {@link
 * dev.tempo.server.markdown.MarkdownRenderer} gives the HTML, a list of contents and what is wrong
 * with the text; {@link dev.tempo.server.markdown.LinkTargets} says where links and images lead.
 */
package dev.tempo.server.markdown;
