import { hostCard } from '../../components/host-card.js';
import { LightElement } from '../../components/light-element.js';
import { Resource } from '../../components/resource.js';
import { get } from '../../core/api.js';

const POLL_MS = 10_000;

/** What the machine does on which the server runs. */
class Machine extends LightElement {
  #seen = new Resource(this, (signal) => get('/api/admin/host', { signal }), { pollMs: POLL_MS });

  render() {
    return this.#seen.show(({ host }) => hostCard(host));
  }
}

customElements.define('tempo-machine', Machine);
