/**
 * The languages of the pages: {@link dev.tempo.server.i18n.MessageCatalogs} knows them all, those
 * of Tempo and those that an installation adds or corrects.
 */
package dev.tempo.server.i18n;
