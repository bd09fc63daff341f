package io.steelyard.run;

import com.fasterxml.jackson.annotation.JsonInclude;

import org.jspecify.annotations.Nullable;

/**
 * What a model was trained on, and by what.
 *
 * @param data the data in a line
 * @param dataSha256 SHA-256 of the data, in hexadecimal digits
 * @param seed of the training
 * @param backend name of the backend
 * @param jdk version of the Java runtime
 * @param sdk version of the SDK
 * @param machine where it ran; null in a file that was written before this was recorded
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Provenance(
        String data,
        String dataSha256,
        long seed,
        String backend,
        String jdk,
        String sdk,
        @Nullable Machine machine) {
    /** Of a training by this process. */
    public static Provenance of(String data, String dataSha256, long seed, String backend) {
        String version = Provenance.class.getPackage().getImplementationVersion();
        return new Provenance(
                data,
                dataSha256,
                seed,
                backend,
                Runtime.version().toString(),
                version == null ? "development" : version,
                Machine.current());
    }
}
