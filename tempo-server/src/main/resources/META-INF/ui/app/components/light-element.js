import { LitElement } from 'lit';

/** An element whose content lies in the document itself, where the style sheets reach it. */
export class LightElement extends LitElement {
  createRenderRoot() {
    return this;
  }
}
