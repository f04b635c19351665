import { LitElement } from 'lit';

/** Base class of elements that render into the light DOM, where the document's style sheets apply. */
export class LightElement extends LitElement {
  createRenderRoot() {
    return this;
  }
}
