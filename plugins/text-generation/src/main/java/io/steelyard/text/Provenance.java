package io.steelyard.text;

/**
 * What a model was trained on, and by what.
 *
 * @param data the corpus in a line
 * @param dataSha256 SHA-256 of its text in UTF-8
 * @param seed of the training
 * @param backend name of the backend
 * @param jdk version of the Java runtime
 * @param sdk version of the SDK
 */
public record Provenance(
        String data, String dataSha256, long seed, String backend, String jdk, String sdk) {
    static Provenance of(TextCorpus corpus, long seed, String backend) {
        String version = Provenance.class.getPackage().getImplementationVersion();
        return new Provenance(
                corpus.description(),
                corpus.digest(),
                seed,
                backend,
                Runtime.version().toString(),
                version == null ? "development" : version);
    }
}
