/** The SDK as an application of somebody else uses it: public types only, from another package. */
@NullMarked
package com.example.embedding;

import org.jspecify.annotations.NullMarked;
