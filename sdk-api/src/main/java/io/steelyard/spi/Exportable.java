package io.steelyard.spi;

/** What can be written down for use outside the SDK, such as a trained model. */
public interface Exportable {
    /**
     * What it computes, with copies of the parameters: inputs and outputs have the names by which
     * they are known outside.
     *
     * @throws io.steelyard.error.SteelyardException {@code CLOSED} when it was closed
     */
    ExportedProgram program();
}
