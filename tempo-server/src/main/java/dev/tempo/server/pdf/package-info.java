/**
 * Text as PDF: {@link dev.tempo.server.pdf.PdfText}, over OpenPDF, which is loaded when one is
 * written.
 */
package dev.tempo.server.pdf;
