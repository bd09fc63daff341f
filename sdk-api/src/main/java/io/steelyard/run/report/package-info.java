/**
 * Pages about trainings that need nothing but a browser: sections of facts, tables, curves,
 * matrices and pictures. Read {@link io.steelyard.run.report.HtmlReport}, {@link
 * io.steelyard.run.report.Section} and {@link io.steelyard.run.report.Picture} first.
 */
@NullMarked
package io.steelyard.run.report;

import org.jspecify.annotations.NullMarked;
