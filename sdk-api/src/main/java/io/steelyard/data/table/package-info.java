/**
 * From rows of text to numbers for a model: profiles, cleaning, encoding and the data report. Read
 * {@link io.steelyard.data.table.TableProfile}, {@link io.steelyard.data.table.TableEncoder} and
 * {@link io.steelyard.data.table.TargetEncoder} first.
 */
@NullMarked
package io.steelyard.data.table;

import org.jspecify.annotations.NullMarked;
