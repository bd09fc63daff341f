/**
 * Text from files: lines, folders of examples, and blocks of rows in files that are larger than
 * memory. Read {@link io.steelyard.data.text.TextLines}, {@link io.steelyard.data.text.TextFolder}
 * and {@link io.steelyard.data.text.TextBlocks} first.
 */
@NullMarked
package io.steelyard.data.text;

import org.jspecify.annotations.NullMarked;
