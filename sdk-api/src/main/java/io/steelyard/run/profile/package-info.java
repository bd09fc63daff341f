/**
 * What a profile of a training shows, as a table and as files. Read {@link
 * io.steelyard.run.profile.ProfileTable} and {@link io.steelyard.run.profile.ProfileFiles} first.
 */
@NullMarked
package io.steelyard.run.profile;

import org.jspecify.annotations.NullMarked;
