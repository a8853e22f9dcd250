// The asset's page: its tensors and the check of a file, and what can be done with its title.
import '../asset.js';
import './page.js';
